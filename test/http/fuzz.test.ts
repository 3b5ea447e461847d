import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { debateCancelled, noteAdded } from '../support/debates/events.ts';
import { closedQuestionDebate } from '../support/debates/sample-debates.ts';
import { createInvalidRequests, encodeRequest, mutateBytes } from '../support/http/invalid-requests.ts';
import { parseRawResponse, sendBytes } from '../support/http/raw-http.ts';
import { openStore, seedDebate, startTestServer, type TestServer } from '../support/http/test-app.ts';
import { createRandom, type Random } from '../support/random.ts';
import type { OpenDatabase } from '../support/stores/databases.ts';
import { until } from '../support/until.ts';

/** ROSTRUM_FUZZ sets the number of requests and frames; the default is small, and the seed is fixed. */
const total = Number(process.env.ROSTRUM_FUZZ ?? 600);
const counts = { warmUp: total * 0.1, requests: total * 0.5, mutations: total * 0.2, frames: total * 0.2 };
const concurrency = 24;
const heapGrowthBytesMax = 16 * 1024 * 1024;

const contract = applyOverrides(profile('test'), {
  http: { headersMs: 1000, requestMs: 1000, connectionsCheckIntervalMs: 50, directKeepAliveMs: 20 },
  // The load is in this process too: a socket must not count as dead because its answer to a ping is late.
  live: { framesPerSecondMax: 1_000_000, heartbeatMs: 10_000 },
});

let database: OpenDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await openStore();
  server = await startTestServer(database.store, { contract, log: recordingLog });
});

afterAll(async () => {
  await server.stop();
  await database.close();
});

const noop = () => {};
const loggedErrors: unknown[] = [];
const recordingLog = {
  debug: noop,
  info: noop,
  warn: noop,
  fatal: noop,
  error: (fault: unknown) => loggedErrors.push(fault),
};

/** Runs `count` tasks, a few at a time. */
async function runConcurrently(amount: number, run: () => Promise<void>): Promise<void> {
  let left = amount;
  const worker = async () => {
    while (left-- > 0) await run();
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

async function heapBytes(): Promise<number> {
  await pause(50);
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test(`${total} malformed requests and frames get 4xx and error frames only, and do not disturb viewers`, {
  timeout: 60_000 + total * 10,
}, async () => {
  const random = createRandom(20_261_121);
  const running = await createDebate('Does it go on?');
  const ended = await seedDebate(database.store, closedQuestionDebate().events);
  const { json: document } = await server.call('/openapi.json');
  const next = createInvalidRequests(document, [running, ended], random);
  // A mutated request can be valid and cancel the debate that it names.
  const nextToMutate = createInvalidRequests(document, [ended], random);
  const viewer = await watchDebate(running);
  const stop = appendUntilStopped(running);

  const request = async () => {
    const broken = next();
    const answer = parseRawResponse(await sendBytes(server.server.port, encodeRequest(broken)));
    if (answer.status >= 400 && answer.status < 500) return;
    throw new Error(`${broken.kind}: ${JSON.stringify(broken)} was answered ${answer.status} ${answer.text}`);
  };
  const heap = { before: 0, after: 0 };
  let appended = 0;
  try {
    await runConcurrently(counts.warmUp, request);
    heap.before = await heapBytes();
    await runConcurrently(counts.requests, request);
    await runConcurrently(counts.mutations, () =>
      sendMutation(mutateBytes(encodeRequest(nextToMutate()), random)),
    );
    await sendFrames(counts.frames, random);
    heap.after = await heapBytes();
  } finally {
    appended = await stop();
  }
  expect(await viewer.seqs(appended)).toEqual(Array.from({ length: appended }, (_, index) => index + 1));
  expect(appended).toBeGreaterThan(10);
  expect(heap.after - heap.before).toBeLessThan(heapGrowthBytesMax);
  expect(loggedErrors).toEqual([]);
  expect((await server.call('/healthz')).status).toBe(200);
});

async function createDebate(question: string): Promise<string> {
  const { json } = await server.call('/api/v1/debates', { method: 'POST', body: { question } });
  return json.id;
}

/** A mutation may be harmless or end the connection, but must not break the server. */
async function sendMutation(bytes: Buffer): Promise<void> {
  const received = await sendBytes(server.server.port, bytes, { end: true });
  if (received !== '' && parseRawResponse(received).status >= 500)
    throw new Error(`${JSON.stringify(bytes.toString('latin1'))} was answered ${received}`);
}

/** Appends to a debate until stopped; returns its last seq. */
function appendUntilStopped(debate: string): () => Promise<number> {
  let isRunning = true;
  async function run(): Promise<number> {
    for (let count = 0; isRunning; count += 1) {
      await server.append(debate, noteAdded(`note ${count}`));
      await pause(20);
    }
    const [last] = await server.append(debate, debateCancelled);
    return last?.seq ?? 0;
  }
  const finished = run();
  return () => {
    isRunning = false;
    return finished;
  };
}

/** One viewer per transport; both must receive the same. */
async function watchDebate(debate: string) {
  const { url } = server.server;
  const stream = fetch(`${url}/api/v1/debates/${debate}/events`).then((response) => response.text());
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
  const frames: { seq?: number; type: string }[] = [];
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'subscribe', debate }));
  return {
    async seqs(last: number): Promise<readonly number[]> {
      const streamed = [...(await stream).matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
      await until(() => frames.some(({ type }) => type === 'ended'), 'the end of the debate', {
        last: () => frames.slice(-3),
      });
      expect(frames).toContainEqual({ type: 'ended', debate, seq: last });
      socket.terminate();
      const stored = frames.filter(({ type }) => type.includes('.'));
      expect(stored.flatMap(({ seq }) => (seq === undefined ? [] : [seq]))).toEqual(streamed);
      return streamed;
    },
  };
}

const badFrames: readonly [string, ...string[]] = [
  '',
  '{',
  'null',
  '[]',
  '"ping"',
  '{"type":"shout"}',
  '{"type":"ping","loud":true}',
  '{"type":"subscribe"}',
  '{"type":"subscribe","debate":7}',
  '{"type":"subscribe","debate":"../../x"}',
  '{"type":"subscribe","debate":"x","after":-1}',
  '{"type":"subscribe","debate":"x","after":1.5}',
  '{"type":"subscribe","debate":"x","after":"1"}',
  '{"type":"subscribe","debate":"x","__proto__":{"after":1}}',
  '{"type":"unsubscribe","debate":null}',
  '{"__proto__":{"type":"ping"}}',
  `{"type":"subscribe","debate":"${'x'.repeat(65)}"}`,
  '['.repeat(5000),
];

/** Half of them are messages, each answered with one error frame; the other half are bytes that are not frames. */
async function sendFrames(amount: number, random: Random): Promise<void> {
  const socket = new WebSocket(`${server.server.url.replace('http', 'ws')}/ws`);
  const answers: string[] = [];
  socket.on('message', (data) => answers.push(JSON.parse(String(data)).type));
  await once(socket, 'open');
  for (let sent = 0; sent < amount / 2; sent += 1) {
    const stranger = JSON.stringify({ type: 'subscribe', debate: `unknown-${sent}` });
    const binary = Buffer.from(random.bytes(random.below(300)));
    socket.send(random.pick<string | Buffer>([binary, stranger, ...badFrames]));
  }
  const errors = () => answers.filter((type) => type === 'error').length;
  await expect.poll(errors, { timeout: 60_000 }).toBe(amount / 2);
  expect(socket.readyState).toBe(WebSocket.OPEN);
  socket.terminate();
  await runConcurrently(amount / 2, () => sendNoise(random));
}

const handshake = [
  'GET /ws HTTP/1.1',
  'host: localhost',
  'upgrade: websocket',
  'connection: upgrade',
  'sec-websocket-version: 13',
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

async function sendNoise(random: Random): Promise<void> {
  const noise = random.bytes(1 + random.below(200));
  const received = await sendBytes(server.server.port, Buffer.concat([Buffer.from(handshake), noise]), {
    end: true,
  });
  expect(parseRawResponse(received).status).toBe(101);
}
