import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyOverrides, profile } from '../../app/contract/profiles.ts';
import { protectTask } from '../../app/runtime/task-protection.ts';
import { createManualClock } from '../support/clocks/manual-clock.ts';

const contract = profile('test');
const { protectionMs, protectionCheckIntervalMs, protectionContinuousMsMax, protectionReleaseMs } =
  contract.work;
const protectedFor = { ProtectionEnabled: true, ExpiresInMinutes: protectionMs / 60_000 };
const free = { ProtectionEnabled: false };

let server: Server;
let agentUri: string;
let asked: unknown[];
let answer: { status: number; body: string };

/** Stands for the agent of ECS. */
beforeEach(async () => {
  asked = [];
  answer = { status: 200, body: '{"protection":{}}' };
  server = createServer(async (request, response) => {
    const body = (await Array.fromAsync(request)).join('');
    asked.push(`${request.method} ${request.url}`, JSON.parse(body));
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

function start({ alone: isSingleProcess = true, uri = agentUri, within = contract } = {}) {
  const timers = createManualClock();
  const task = { running: 0, errors: [] as unknown[] };
  const protection = protectTask({
    agentUri: uri,
    contract: within,
    running: () => task.running,
    isSingleProcess,
    timers,
    onError: (error) => task.errors.push(error),
  });
  return Object.assign(task, {
    protection,
    /** Lets time pass, until ECS has answered what it was asked then. */
    async pass(ms: number) {
      timers.advance(ms);
      await protection.check();
    },
  });
}

const path = 'PUT /api/1/task-protection/v1/state';

test('a task is protected from its first debate to its last, and asks for no more than that', async () => {
  const task = start();
  await task.pass(protectionCheckIntervalMs);
  expect(asked).toEqual([]);
  task.running = 2;
  await task.pass(protectionCheckIntervalMs);
  await task.pass(protectionCheckIntervalMs);
  expect(asked).toEqual([path, protectedFor]);
  task.running = 0;
  await task.pass(protectionCheckIntervalMs);
  expect(asked).toEqual([path, protectedFor, path, free]);
  await task.protection.close();
  expect(asked).toHaveLength(4);
});

test('protection is renewed at half of its time', async () => {
  const task = start();
  task.running = 1;
  await task.pass(protectionCheckIntervalMs);
  await task.pass(protectionMs / 2 - protectionCheckIntervalMs);
  expect(asked).toHaveLength(2);
  await task.pass(protectionCheckIntervalMs);
  expect(asked).toEqual([path, protectedFor, path, protectedFor]);
  await task.protection.close();
});

test('a task that never runs out of debates lets go now and then, so that deployments end', async () => {
  const task = start();
  task.running = 1;
  await task.pass(protectionCheckIntervalMs);
  await task.pass(protectionContinuousMsMax - protectionCheckIntervalMs);
  expect(asked.at(-1)).toEqual(protectedFor);
  await task.pass(protectionCheckIntervalMs);
  expect(asked.at(-1)).toEqual(free);
  const before = asked.length;
  await task.pass(protectionReleaseMs - protectionCheckIntervalMs);
  expect(asked).toHaveLength(before);
  await task.pass(protectionCheckIntervalMs);
  expect(asked.at(-1)).toEqual(protectedFor);
  await task.protection.close();
});

test('a task that drains is free at once, whatever still runs', async () => {
  const task = start();
  task.running = 1;
  await task.pass(protectionCheckIntervalMs);
  await task.protection.close();
  expect(asked).toEqual([path, protectedFor, path, free]);
});

test('one process of several only asks: the others may still need what it has got', async () => {
  const task = start({ alone: false });
  task.running = 1;
  await task.pass(protectionCheckIntervalMs);
  task.running = 0;
  await task.pass(protectionCheckIntervalMs);
  await task.protection.close();
  expect(asked).toEqual([path, protectedFor]);
});

test.each([
  [500, 'no'],
  [200, '{"failure":{"Reason":"DEPLOYMENT_BLOCKED"}}'],
])('an answer of %d %s is told once, and asked for again', async (status, body) => {
  answer = { status, body };
  const task = start();
  task.running = 1;
  await task.pass(protectionCheckIntervalMs);
  await task.pass(protectionCheckIntervalMs);
  expect(asked).toEqual([path, protectedFor, path, protectedFor]);
  expect(task.errors).toEqual([new Error(`ECS answered ${status}: ${body}`)]);
  answer = { status: 200, body: '{}' };
  await task.pass(protectionCheckIntervalMs);
  await task.pass(protectionCheckIntervalMs);
  expect(asked).toHaveLength(6);
  await task.protection.close();
});

test('an agent that does not answer is not waited for', async () => {
  server.removeAllListeners('request');
  const impatient = applyOverrides(contract, { work: { protectionTimeoutMs: 1 } });
  const task = start({ within: impatient });
  task.running = 1;
  await task.pass(protectionCheckIntervalMs);
  expect(String(task.errors)).toContain('Timeout');
});

test.each(['http://192.0.2.1/api', 'https://169.254.170.2/api', 'http://169.254.170.2.example/api', ''])(
  'nobody is asked at %j, which is not of this machine',
  async (uri) => {
    const task = start({ uri });
    task.running = 1;
    await task.pass(protectionMs);
    expect(String(task.errors)).toContain(`ECS_AGENT_URI=${uri} is no http address`);
    await task.protection.close();
  },
);
