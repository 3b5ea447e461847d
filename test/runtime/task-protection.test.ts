import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { protectTask } from '../../app/runtime/task-protection.ts';
import { createManualClock } from '../support/clocks/manual-clock.ts';

const contract = profile('test');
const { protectionMs, protectionCheckIntervalMs, protectionContinuousMsMax, protectionReleaseMs } =
  contract.work;
const protectedFor = { ProtectionEnabled: true, ExpiresInMinutes: protectionMs / 60_000 };
const unprotected = { ProtectionEnabled: false };

let server: Server;
let agentUri: string;
let received: unknown[];
let answer: { status: number; body: string };

/** A server in place of the ECS agent. */
beforeEach(async () => {
  received = [];
  answer = { status: 200, body: '{"protection":{}}' };
  server = createServer(async (request, response) => {
    const body = (await Array.fromAsync(request)).join('');
    received.push(`${request.method} ${request.url}`, JSON.parse(body));
    response.writeHead(answer.status).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  agentUri = typeof address === 'object' ? `http://127.0.0.1:${address?.port}/api/1` : '';
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function start({ isSingleProcess = true, uri = agentUri, testContract = contract } = {}) {
  const clock = createManualClock();
  const task = { running: 0, errors: [] as unknown[] };
  const protection = protectTask({
    agentUri: uri,
    contract: testContract,
    running: () => task.running,
    isSingleProcess,
    clock,
    onError: (error) => task.errors.push(error),
  });
  return Object.assign(task, {
    protection,
    /** Advances the clock and waits for the answer of ECS. */
    async advance(ms: number) {
      clock.advance(ms);
      await protection.check();
    },
  });
}

const path = 'PUT /api/1/task-protection/v1/state';

test('a task is protected from its first debate to its last, with one request each', async () => {
  const task = start();
  await task.advance(protectionCheckIntervalMs);
  expect(received).toEqual([]);
  task.running = 2;
  await task.advance(protectionCheckIntervalMs);
  await task.advance(protectionCheckIntervalMs);
  expect(received).toEqual([path, protectedFor]);
  task.running = 0;
  await task.advance(protectionCheckIntervalMs);
  expect(received).toEqual([path, protectedFor, path, unprotected]);
  await task.protection.close();
  expect(received).toHaveLength(4);
});

test('protection is renewed at half of its duration', async () => {
  const task = start();
  task.running = 1;
  await task.advance(protectionCheckIntervalMs);
  await task.advance(protectionMs / 2 - protectionCheckIntervalMs);
  expect(received).toHaveLength(2);
  await task.advance(protectionCheckIntervalMs);
  expect(received).toEqual([path, protectedFor, path, protectedFor]);
  await task.protection.close();
});

test('a task that always has debates pauses its protection, so that deployments end', async () => {
  const task = start();
  task.running = 1;
  await task.advance(protectionCheckIntervalMs);
  await task.advance(protectionContinuousMsMax - protectionCheckIntervalMs);
  expect(received.at(-1)).toEqual(protectedFor);
  await task.advance(protectionCheckIntervalMs);
  expect(received.at(-1)).toEqual(unprotected);
  const before = received.length;
  await task.advance(protectionReleaseMs - protectionCheckIntervalMs);
  expect(received).toHaveLength(before);
  await task.advance(protectionCheckIntervalMs);
  expect(received.at(-1)).toEqual(protectedFor);
  await task.protection.close();
});

test('a draining task gives its protection up at once, also while debates run', async () => {
  const task = start();
  task.running = 1;
  await task.advance(protectionCheckIntervalMs);
  await task.protection.close();
  expect(received).toEqual([path, protectedFor, path, unprotected]);
});

test('one process of several never removes the protection that the others may need', async () => {
  const task = start({ isSingleProcess: false });
  task.running = 1;
  await task.advance(protectionCheckIntervalMs);
  task.running = 0;
  await task.advance(protectionCheckIntervalMs);
  await task.protection.close();
  expect(received).toEqual([path, protectedFor]);
});

test.each([
  [500, 'no'],
  [200, '{"failure":{"Reason":"DEPLOYMENT_BLOCKED"}}'],
])('a failure (%d %s) is reported once, and the request is repeated', async (status, body) => {
  answer = { status, body };
  const task = start();
  task.running = 1;
  await task.advance(protectionCheckIntervalMs);
  await task.advance(protectionCheckIntervalMs);
  expect(received).toEqual([path, protectedFor, path, protectedFor]);
  expect(task.errors).toEqual([new Error(`ECS answered ${status}: ${body}`)]);
  answer = { status: 200, body: '{}' };
  await task.advance(protectionCheckIntervalMs);
  await task.advance(protectionCheckIntervalMs);
  expect(received).toHaveLength(6);
  await task.protection.close();
});

test('an agent that does not answer is reported after a timeout', async () => {
  server.removeAllListeners('request');
  const shortTimeout = applyOverrides(contract, { work: { protectionTimeoutMs: 1 } });
  const task = start({ testContract: shortTimeout });
  task.running = 1;
  await task.advance(protectionCheckIntervalMs);
  expect(String(task.errors)).toContain('Timeout');
});

test.each(['http://192.0.2.1/api', 'https://169.254.170.2/api', 'http://169.254.170.2.example/api', ''])(
  'no request goes to %j, which is not an address of this machine',
  async (uri) => {
    const task = start({ uri });
    task.running = 1;
    await task.advance(protectionMs);
    expect(String(task.errors)).toContain(`ECS_AGENT_URI=${uri} is not an http address`);
    await task.protection.close();
  },
);
