import { rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { type RunningFleet, startFleet } from '../../support/processes/fleet.ts';
import { killPrograms } from '../../support/processes/program.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';

const directory = createTemporaryDirectory('fleet');

afterAll(killPrograms);
afterAll(directory.remove);

/** Three clients with a keep-alive connection and three without send requests until `end` is called. */
function startClients(fleet: RunningFleet) {
  const kept = Array.from({ length: 3 }, () => new Agent({ keepAlive: true }));
  const clients = [...kept.map((agent) => () => agent), ...kept.map(() => () => new Agent())];
  let answered = 0;
  let isOver = false;
  async function sendRequests(agent: () => Agent): Promise<void> {
    while (!isOver || answered < 200) {
      await fleet.get('/', agent());
      answered += 1;
      // Not for synchronisation: it limits the load.
      await pause(15);
    }
  }
  const running = Promise.all(clients.map(sendRequests));
  return {
    answered: () => answered,
    /** Rejects if a request has failed. */
    async end() {
      isOver = true;
      await running;
      for (const agent of kept) agent.destroy();
    },
  };
}

/** The index of the nth matching log line; -1 if there is none. */
const lineIndex = (fleet: RunningFleet, expected: Parameters<RunningFleet['lines']>[0], nth = 1): number => {
  const line = fleet.lines(expected)[nth - 1];
  return line ? fleet.lines({}).findIndex((other) => JSON.stringify(other) === JSON.stringify(line)) : -1;
};

it.concurrent('SIGHUP replaces all processes, each ready before the old one drains, and no request fails', async () => {
  const fleet = await startFleet({ count: 2 });
  const held = fleet.get('/held');
  await fleet.waitForLine({ msg: 'holding' });
  const clients = startClients(fleet);
  await until(() => clients.answered() > 20, 'twenty answered requests', { last: () => clients.answered() });
  fleet.child.kill('SIGHUP');
  await fleet.waitForLine({ msg: 'replaced all processes' });
  await clients.end();

  expect(JSON.parse(await held)).toMatchObject({ name: expect.stringMatching(/^web [12]$/) });
  expect(fleet.lines({ msg: 'process died' })).toEqual([]);
  for (const name of ['web 1', 'web 2']) {
    const [old, next] = fleet.lines({ msg: 'process ready', name }).map(({ pid }) => pid);
    expect(next).not.toBe(old);
    const drains = lineIndex(fleet, { process: name, msg: 'drain requested', reason: 'replaced' });
    expect(drains).toBeGreaterThan(lineIndex(fleet, { msg: 'process ready', name }, 2));
  }
  // One by one: the second is not replaced before the first has been.
  expect(lineIndex(fleet, { msg: 'process ready', name: 'web 2' }, 2)).toBeGreaterThan(
    lineIndex(fleet, { process: 'web 1', msg: 'drain requested' }),
  );
});

it.concurrent('a connection that was handed to an exiting process is answered by another process', async () => {
  const stallWhileExists = join(directory.path, 'stalled');
  writeFileSync(stallWhileExists, '');
  const fleet = await startFleet({
    count: 1,
    stallWhileExists,
    contract: { supervisor: { heartbeatTimeoutMs: 60_000 } },
  });
  const { pid: old } = JSON.parse(await fleet.get('/stall'));
  await fleet.waitForLine({ msg: 'stalling' });
  fleet.child.kill('SIGHUP');
  // The drain request is sent, but the old process reads it only when it wakes up.
  const { pid: next } = await fleet.waitForLine({ msg: 'process ready', name: 'web 1' }, 2);
  let answered = 0;
  const asked = Array.from({ length: 4 }, () =>
    fleet.identify().then(({ pid }) => {
      answered += 1;
      return pid;
    }),
  );
  // One connection waits in the channel of the old process, which has closed its listener when it wakes up.
  await until(() => answered === 3, 'three answers', { last: () => answered });
  rmSync(stallWhileExists);
  expect(await Promise.all(asked)).toEqual([next, next, next, next]);
  await fleet.waitForLine({ msg: 'process ended', pid: old });
});

it.concurrent('a second SIGHUP waits for the first, so there is never more than one extra process', async () => {
  const fleet = await startFleet({ count: 2 });
  fleet.child.kill('SIGHUP');
  await fleet.waitForLine({ msg: 'replacing all processes' });
  fleet.child.kill('SIGHUP');
  await fleet.waitForLine({ msg: 'replaced all processes' }, 2);
  let running = 0;
  const counts = fleet.lines({}).map(({ msg }) => {
    if (msg === 'listening') running += 1;
    if (msg === 'process ended') running -= 1;
    return running;
  });
  expect(Math.max(...counts)).toBe(3);
  expect(counts.at(-1)).toBe(2);
  expect(fleet.lines({ msg: 'process ready' })).toHaveLength(6);
});

it.concurrent('a process that dies during its replacement is succeeded by the replacement', async () => {
  const fleet = await startFleet({ count: 1 });
  const { pid } = await fleet.identify();
  fleet.child.kill('SIGHUP');
  await fleet.waitForLine({ msg: 'replacing all processes' });
  process.kill(pid, 'SIGKILL');
  await fleet.waitForLine({ msg: 'replaced all processes' });
  fleet.child.kill('SIGTERM');
  expect(await fleet.exited).toBe(0);
  await fleet.closed;
  expect(fleet.lines({ msg: 'process died', pid })).toHaveLength(1);
  expect(fleet.lines({ msg: 'listening' })).toHaveLength(2);
});

it.concurrent('a replacement that fails to start leaves the old process running', async () => {
  const failWhileExists = join(directory.path, 'broken');
  const fleet = await startFleet({ count: 2, failWhileExists });
  writeFileSync(failWhileExists, '');
  fleet.child.kill('SIGHUP');
  await fleet.waitForLine({ msg: 'replaced all processes' });
  expect(fleet.lines({ msg: 'process ready' })).toHaveLength(2);
  expect(fleet.lines({ msg: 'drain requested' })).toEqual([]);
  expect([(await fleet.identify()).name, (await fleet.identify()).name].sort()).toEqual(['web 1', 'web 2']);
});

it.concurrent('a process that has served its number of requests is replaced, and no request fails', async () => {
  const fleet = await startFleet({
    count: 1,
    contract: { supervisor: { recycleAfterRequests: 20, recycleJitter: 0.2 } },
  });
  const { pid: first } = await fleet.identify();
  const answers: number[] = [];
  await until(
    async () => {
      answers.push((await fleet.identify()).pid);
      return answers.at(-1) !== first;
    },
    'an answer of the new process',
    { last: () => answers },
  );
  await fleet.waitForLine({ msg: 'drain requested', reason: 'replaced' });
  // 20 ± 20 %, and one request before.
  expect(answers.length).toBeGreaterThanOrEqual(15);
  expect(answers.at(-1)).not.toBe(first);
  expect(fleet.lines({ msg: 'process died' })).toEqual([]);
});
