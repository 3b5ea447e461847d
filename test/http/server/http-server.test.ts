import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { ListenError, openPort } from '../../../app/runtime/supervisor/port.ts';
import type { Store } from '../../../app/store/store.ts';
import { noteAdded } from '../../support/debates/events.ts';
import { closedQuestionDebate } from '../../support/debates/sample-debates.ts';
import { parseRawResponse, sendBytes } from '../../support/http/raw-http.ts';
import { openStore, seedDebate, startTestServer, type TestServer } from '../../support/http/test-app.ts';
import type { OpenDatabase } from '../../support/stores/databases.ts';
import { until } from '../../support/until.ts';

let database: OpenDatabase;
const servers: TestServer[] = [];

beforeAll(async () => {
  database = await openStore();
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

afterAll(() => database.close());

async function start(...args: Parameters<typeof startTestServer> | []): Promise<TestServer> {
  const server = await startTestServer(args[0] ?? database.store, args[1]);
  servers.push(server);
  return server;
}

async function createDebate({ server }: TestServer): Promise<string> {
  const response = await fetch(`${server.url}/api/v1/debates`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"question":"Q"}',
  });
  const { id } = JSON.parse(await response.text());
  return id;
}

describe('the port of a server', () => {
  const { backlogMax } = profile('test').http;

  test('returns the URL and port that it listens on', async () => {
    const { server } = await start();
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  test('rejects a port that is in use and names the fix', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const error = await openPort({ host: '127.0.0.1', port, backlogMax }).catch((reason) => reason);
    expect(error).toBeInstanceOf(ListenError);
    expect(error.message).toMatch(new RegExp(`Port ${port} .* is in use.*set PORT`));
    other.close();
  });

  test('rejects a host that is not an address of this machine and names the fix', async () => {
    const listening = openPort({ host: '203.0.113.1', port: 0, backlogMax });
    await expect(listening).rejects.toThrow(/not have the address 203\.0\.113\.1.*HOST/);
  });
});

describe('connection limits', () => {
  const quick = applyOverrides(profile('test'), {
    http: {
      directKeepAliveMs: 30,
      headersMs: 60,
      requestMs: 90,
      connectionsCheckIntervalMs: 10,
      headerBytesMax: 4096,
    },
  });

  test('an idle connection is closed after the keep-alive time', async () => {
    const { server } = await start(database.store, { contract: quick });
    const received = await sendBytes(server.port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(received).toContain('{"status":"ok"}');
  });

  test('incomplete headers and an incomplete body are answered 408', async () => {
    const { server } = await start(database.store, { contract: quick });
    const post = 'POST /api/v1/debates HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    for (const bytes of ['GET /', `${post}Content-Length: 50\r\n\r\n{`])
      expect(parseRawResponse(await sendBytes(server.port, bytes)).json.code).toBe('request-timeout');
  });

  test('headers over the limit are answered 431', async () => {
    const { server } = await start(database.store, { contract: quick });
    const bytes = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(5000)}\r\n\r\n`;
    expect(parseRawResponse(await sendBytes(server.port, bytes))).toMatchObject({ status: 431 });
  });

  test('an upgrade to anything but a WebSocket is ignored', async () => {
    const { server } = await start(database.store, { contract: quick });
    const upgrade = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n';
    expect(await sendBytes(server.port, upgrade)).toContain('{"status":"ok"}');
  });

  test.each([
    ['that only looks like one', 'Host: localhost\r\nUpgrade: websocket', 426],
    ['with a Host that cannot be read', 'Host: a: b\r\nConnection: upgrade\r\nUpgrade: websocket', 400],
    ['without a key', 'Host: localhost\r\nConnection: upgrade\r\nUpgrade: websocket', 400],
  ])('a handshake %s is answered with a 4xx status', async (_, headers, status) => {
    const { server } = await start(database.store, { contract: quick });
    expect(
      parseRawResponse(await sendBytes(server.port, `GET /ws HTTP/1.1\r\n${headers}\r\n\r\n`)).status,
    ).toBe(status);
  });

  test('a body that exceeds the limit of its class is refused while it is still arriving', async () => {
    const { server } = await start();
    const socket = connect(server.port, '127.0.0.1');
    const head = 'POST /api/v1/debates HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
    const received = readSocket(socket);
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    for (let sent = 0; sent <= 20 && !received.text.includes('HTTP/1.1 413'); sent += 1) {
      socket.write(chunk);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => received.text.includes('payload-too-large'), 'the refusal of the payload', {
      last: () => received.text,
    });
    expect(received.text).toContain('1048576 bytes');
    socket.destroy();
  });
});

function readSocket(socket: Socket): { text: string } {
  const received = { text: '' };
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (text: string) => {
    received.text += text;
  });
  return received;
}

describe('event streams and sockets on a real server', () => {
  test('a stream carries the request id and the security headers', async () => {
    const test = await start();
    const id = await seedDebate(database.store, closedQuestionDebate().events);
    const response = await fetch(`${test.server.url}/api/v1/debates/${id}/events`, {
      headers: { 'x-request-id': 'a-viewer' },
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('x-request-id')).toBe('a-viewer');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await response.text();
    expect(text.match(/^id: /gm)).toHaveLength(closedQuestionDebate().events.length);
    expect(test.logLines).toContainEqual(expect.objectContaining({ route: 'debateEvents', status: 200 }));
  });

  test('a stream ignores unknown parameters, and a page of events names them', async () => {
    const { server } = await start();
    const id = await seedDebate(database.store, closedQuestionDebate().events);
    const url = `${server.url}/api/v1/debates/${id}/events?_=1700000000000&lastEventId=-1&limit=x`;
    expect(await (await fetch(url)).text()).toContain('event: subscribed');
    const page = await fetch(url, { headers: { accept: 'application/json' } });
    expect(page.status).toBe(400);
    expect(await page.text()).toMatch(/limit[\s\S]*_/);
  });

  test('a debate that does not exist has no stream and no subscription', async () => {
    const { server } = await start();
    expect((await fetch(`${server.url}/api/v1/debates/none/events`)).status).toBe(404);
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`);
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'subscribe', debate: 'none' }));
    const messages: { type: string }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    await until(() => messages.some(({ type }) => type === 'error'), 'an error frame', {
      last: () => messages,
    });
    const [error] = messages.filter(({ type }) => type !== 'heartbeat');
    expect(error).toMatchObject({ type: 'error', code: 'not-found', debate: 'none' });
    socket.terminate();
  });

  test('a page of another origin cannot open a socket', async () => {
    const { server } = await start();
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, { origin: 'http://evil.example' });
    const [error] = await once(socket, 'error');
    expect(error.message).toContain('403');
  });
});

describe('close', () => {
  test('lets a request finish, asks a stream and a socket to reconnect, then closes', async () => {
    const gate = Promise.withResolvers<void>();
    let asked = false;
    const store: Store = {
      ...database.store,
      list: async (query) => {
        asked = true;
        await gate.promise;
        return database.store.list(query);
      },
    };
    let ready = true;
    const test = await start(store, {
      readiness: { checks: {}, optionalServices: {}, isReady: () => ready },
    });
    const { url } = test.server;
    const id = await createDebate(test);
    const stream = await fetch(`${url}/api/v1/debates/${id}/events`);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
    const frames: { type: string }[] = [];
    socket.on('message', (data) => frames.push(JSON.parse(String(data))));
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'subscribe', debate: id }));
    await until(() => frames.length >= 3, 'three frames', { last: () => frames });
    const request = fetch(`${url}/api/v1/debates`);
    await until(() => asked, 'the request');

    const order: string[] = [];
    ready = false;
    const cut = new AbortController();
    const closed = test.server.close(cut.signal).then(() => order.push('closed'));
    const streamed = stream.text().then((text) => {
      order.push('stream');
      return text;
    });
    const [code] = await once(socket, 'close');
    order.push('socket');
    expect(code).toBe(1012);
    expect(frames.at(-1)).toMatchObject({ type: 'reconnect', retryMs: expect.any(Number) });
    expect(await streamed).toMatch(/event: reconnect[\s\S]*"retryMs":\d+/);

    const newcomer = connect(test.server.port, '127.0.0.1');
    expect((await once(newcomer, 'error'))[0].code).toBe('ECONNREFUSED');
    const kept = await fetch(`${url}/healthz`);
    expect([kept.status, kept.headers.get('connection')]).toEqual([200, 'close']);
    expect(order.toSorted()).toEqual(['socket', 'stream']);
    gate.resolve();
    expect((await request).status).toBe(200);
    await closed;
    expect(order.at(-1)).toBe('closed');
  });

  test('a response that has started is sent completely', async () => {
    const test = await start();
    const id = await createDebate(test);
    const text = 'x'.repeat(10_000);
    for (let page = 0; page < 6; page += 1)
      await test.append(id, ...Array.from({ length: 150 }, () => noteAdded(text)));
    const socket = connect(test.server.port, '127.0.0.1');
    socket.write(`GET /api/v1/debates/${id}/export?format=jsonl HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    socket.pause();
    await until(
      () => test.logLines.some(({ route }) => route === 'exportDebate'),
      'the log line of the export',
      { last: () => test.logLines },
    );
    const closed = test.server.close(new AbortController().signal);
    const received = readSocket(socket);
    socket.resume();
    await Promise.all([closed, once(socket, 'close')]);
    const { headers, text: body } = parseRawResponse(received.text);
    expect(body).toHaveLength(Number(headers.get('content-length')));
  });

  test('an unfinished request is cut when the signal aborts', async () => {
    let asked = false;
    const list = () => {
      asked = true;
      return new Promise<never>(() => {});
    };
    const test = await start({ ...database.store, list });
    const request = fetch(`${test.server.url}/api/v1/debates`).catch((error) => error);
    await until(() => asked, 'the request');
    const cut = new AbortController();
    const closed = test.server.close(cut.signal);
    cut.abort();
    await closed;
    expect(await request).toBeInstanceOf(Error);
  });
});
