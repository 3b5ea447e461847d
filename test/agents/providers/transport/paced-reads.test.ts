import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setImmediate as turn } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPacedSend, type HttpReply } from '../../../../app/agents/providers/transport/send.ts';
import { createBatchTimer } from '../../../../app/shared/batch-timer.ts';
import { listenOnLoopback } from '../../../support/agents/model-server.ts';
import { createManualClock, type ManualClock } from '../../../support/clocks/manual-clock.ts';
import { requireProgram } from '../../../support/processes/require-program.ts';
import { type Certificate, createCertificate } from '../../../support/processes/tls-proxy.ts';
import { until } from '../../../support/until.ts';

const openssl = requireProgram(['openssl'], 'apt-get install openssl');

const batchMs = 40;
const connectionsMin = 3;
/** Ends with a TLS record of several thousand bytes: a small one would let the connection rest. */
const chunkChars = 58_000;

/** A reply that is open, on both sides. */
interface Stream {
  readonly response: ServerResponse;
  readonly reply: HttpReply;
  text: string;
  isEnded: boolean;
}

let server: ReturnType<typeof createServer>;
let url: string;
let responses: ServerResponse[];
let clock: ManualClock;
let batchTimer: ReturnType<typeof createBatchTimer>;
let controller: AbortController;
let send: ReturnType<typeof createPacedSend>;

beforeEach(() => {
  responses = [];
  clock = createManualClock();
  batchTimer = createBatchTimer(clock, batchMs);
  controller = new AbortController();
  send = createPacedSend({ batchTimer, clock, connectionsMin });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const onRequest: RequestListener = (request, response) => {
  request.resume();
  responses.push(response);
};

async function listen(): Promise<void> {
  server = createServer(onRequest);
  url = await listenOnLoopback(server);
}

async function listenWithTls({ cert, key }: Certificate): Promise<void> {
  server = createTlsServer({ cert, key }, onRequest);
  url = (await listenOnLoopback(server)).replace('http://127.0.0.1', 'https://localhost');
}

/** Sends a request that is answered with `start`, and reads it. */
async function open(start: string): Promise<Stream> {
  const sent = send({ url, headers: {}, body: '{}', signal: controller.signal });
  await until(() => responses.length > 0, 'the request');
  const response = responses.shift();
  if (!response) throw new Error('no request has come');
  response.writeHead(200).write(start);
  const reply = await sent;
  const stream: Stream = { response, reply, text: '', isEnded: false };
  reply.body.on('data', (chunk) => {
    stream.text += chunk;
  });
  reply.body.on('error', () => {});
  reply.body.once('close', () => {
    stream.isEnded = true;
  });
  await until(() => stream.text === start, 'the start of the reply');
  return stream;
}

/** Time for what has been written to arrive: over loopback that is the next turns of the event loop. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await turn();
}

function write({ response }: Stream, text: string): Promise<unknown> {
  return new Promise((resolve) => response.write(text, resolve));
}

/** Streams whose connections rest: the next small chunk is read with the next batch. */
async function openResting(): Promise<readonly [Stream, Stream, Stream]> {
  const streams = [await open('a'), await open('a'), await open('a')] as const;
  await turn();
  clock.advance(batchMs);
  for (const stream of streams) {
    await write(stream, 'b');
    await until(() => stream.text === 'ab', 'the second chunk');
  }
  await turn();
  return streams;
}

function testSeveralStreams(): void {
  it('small chunks are read together, in the turn of the event loop before the batch', async () => {
    const streams = await openResting();
    const textsAtBatch: string[] = [];
    batchTimer.add(() => textsAtBatch.push(...streams.map(({ text }) => text)));
    for (const text of ['c', 'd']) for (const stream of streams) await write(stream, text);
    await settle();
    expect(streams.map(({ text }) => text)).toEqual(['ab', 'ab', 'ab']);
    clock.advance(batchMs);
    await until(() => textsAtBatch.length > 0, 'the batch');
    expect(textsAtBatch).toEqual(['abcd', 'abcd', 'abcd']);
  });

  it('what follows a large chunk is read at once', async () => {
    const [stream] = await openResting();
    let rests = 0;
    for (let chunks = 1; chunks <= 10; chunks += 1) {
      const written = write(stream, '.'.repeat(chunkChars));
      const isReceived = () => {
        if (clock.nextInMs() !== null) {
          clock.advance(batchMs);
          rests += 1;
        }
        return stream.text.length === 2 + chunks * chunkChars;
      };
      await until(isReceived, 'the large chunk');
      await written;
      await turn();
    }
    // The first is that of the small chunk before; a read can be small by chance.
    expect(rests).toBeLessThan(8);
  });

  it('the end of a reply is read with the next batch, and leaves its connection to the next request', async () => {
    const [first, ...others] = await openResting();
    const { socket } = first.response;
    first.response.end('c');
    await settle();
    clock.advance(batchMs);
    await until(() => first.isEnded, 'the end');
    expect(first.text).toBe('abc');
    const next = await open('a');
    expect(next.response.socket).toBe(socket);
    expect(others.map(({ isEnded }) => isEnded)).toEqual([false, false]);
  });

  it('a broken connection is noticed with the next batch', async () => {
    const [stream] = await openResting();
    const failed = once(stream.reply.body, 'error');
    stream.response.destroy();
    await settle();
    clock.advance(batchMs);
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
  });

  it('requests that are sent together are in one group, and later ones in the next', async () => {
    const groups: number[] = [];
    const addRead = (group: number) => void groups.push(group);
    send = createPacedSend({ batchTimer: { addRead }, clock, connectionsMin: 1 });
    const post = { url, headers: {}, body: '{}', signal: controller.signal };
    const sent = [send(post), send(post), send(post)];
    await turn();
    sent.push(send(post));
    await until(() => responses.length === sent.length, 'the requests');
    for (const response of responses) response.writeHead(200).write('a');
    for (const { body } of await Promise.all(sent)) body.on('error', () => {}).resume();
    await until(() => groups.length === sent.length, 'the small chunks');
    expect(groups.sort()).toEqual([0, 0, 0, 1]);
  });

  it('an aborted request ends at once', async () => {
    const streams = await openResting();
    controller.abort();
    await until(() => streams.every(({ isEnded }) => isEnded), 'the end of all');
    clock.advance(batchMs);
    await settle();
    expect(clock.nextInMs()).toBeNull();
  });
}

function testFewStreams(): void {
  it('with few streams, each chunk is read as it comes', async () => {
    const stream = await open('a');
    for (const text of ['ab', 'abc']) {
      await write(stream, text.slice(-1));
      await until(() => stream.text === text, 'the chunk');
    }
    expect(clock.nextInMs()).toBeNull();
  });
}

describe('over HTTP', () => {
  beforeEach(listen);
  describe('with several streams', testSeveralStreams);
  testFewStreams();
});

describe.skipIf(!openssl)('over TLS', () => {
  const trusted = getCACertificates('default');
  let certificate: Certificate;
  beforeAll(() => {
    if (openssl) certificate = createCertificate(openssl);
    setDefaultCACertificates([...trusted, certificate.cert]);
  });
  afterAll(() => {
    setDefaultCACertificates(trusted);
    certificate?.remove();
  });
  beforeEach(() => listenWithTls(certificate));
  describe('with several streams', testSeveralStreams);
  testFewStreams();
});
