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

/** Three clients that keep their connection and three that do not ask, again and again, until told to end. */
function keepAsking(fleet: RunningFleet) {
  const kept = Array.from({ length: 3 }, () => new Agent({ keepAlive: true }));
  const clients = [...kept.map((agent) => () => agent), ...kept.map(() => () => new Agent())];
  let answered = 0;
  let over = false;
  async function ask(agent: () => Agent): Promise<void> {
    while (!over || answered < 200) {
      await fleet.get('/', agent());
      answered += 1;
      // Not to synchronise: some hundred requests are enough.
      await pause(15);
    }
  }
  const asking = Promise.all(clients.map(ask));
  return {
    answered: () => answered,
    /** Rejects if a request has failed. */
    async end() {
      over = true;
      await asking;
      for (const agent of kept) agent.destroy();
    },
  };
}

/** The place of a line in what was said. */
const place = (fleet: RunningFleet, wanted: Parameters<RunningFleet['lines']>[0], nth = 1): number => {
  const line = fleet.lines(wanted)[nth - 1];
  return line ? fleet.lines({}).findIndex((other) => JSON.stringify(other) === JSON.stringify(line)) : -1;
};

it.concurrent('SIGHUP replaces all, each new one ready before the old one drains, and no request fails', async () => {
  const fleet = await startFleet({ count: 2 });
  const held = fleet.get('/held');
  await fleet.waitForLine({ msg: 'holding' });
  const clients = keepAsking(fleet);
  await until(() => clients.answered() > 20);
  fleet.child.kill('SIGHUP');
  await fleet.waitForLine({ msg: 'replaced all processes' });
  await clients.end();

  expect(JSON.parse(await held)).toMatchObject({ name: expect.stringMatching(/^web [12]$/) });
  expect(fleet.lines({ msg: 'process died' })).toEqual([]);
  for (const name of ['web 1', 'web 2']) {
    const [old, next] = fleet.lines({ msg: 'process ready', name }).map(({ pid }) => pid);
    expect(next).not.toBe(old);
    const drains = place(fleet, { process: name, msg: 'told to drain', why: 'replaced' });
    expect(drains).toBeGreaterThan(place(fleet, { msg: 'process ready', name }, 2));
  }
  // One by one: the second is not replaced before the first has been.
  expect(place(fleet, { msg: 'process ready', name: 'web 2' }, 2)).toBeGreaterThan(
    place(fleet, { process: 'web 1', msg: 'told to drain' }),
  );
});

it.concurrent('a connection that was handed to a process just as it ended is answered by another', async () => {
  const stalledBy = join(directory.path, 'stalled');
  writeFileSync(stalledBy, '');
  const fleet = await startFleet({
    count: 1,
    stalledBy,
    contract: { supervisor: { heartbeatTimeoutMs: 60_000 } },
  });
  const { pid: old } = JSON.parse(await fleet.get('/stall'));
  await fleet.waitForLine({ msg: 'stalling' });
  fleet.child.kill('SIGHUP');
  // Told to drain from now on, but it will hear of it only when it wakes up.
  const { pid: next } = await fleet.waitForLine({ msg: 'process ready', name: 'web 1' }, 2);
  let answered = 0;
  const asked = Array.from({ length: 4 }, () =>
    fleet.identify().then(({ pid }) => {
      answered += 1;
      return pid;
    }),
  );
  // One waits in the channel of the old process, which is closed and ended when it comes out of it.
  await until(() => answered === 3);
  rmSync(stalledBy);
  expect(await Promise.all(asked)).toEqual([next, next, next, next]);
  await fleet.waitForLine({ msg: 'process ended', pid: old });
});

it.concurrent('a second SIGHUP waits for the first: there is never more than one process too many', async () => {
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

it.concurrent('a process that dies while it is being replaced is succeeded by its replacement', async () => {
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

it.concurrent('a replacement that does not start leaves the old process where it is', async () => {
  const brokenBy = join(directory.path, 'broken');
  const fleet = await startFleet({ count: 2, brokenBy });
  writeFileSync(brokenBy, '');
  fleet.child.kill('SIGHUP');
  await fleet.waitForLine({ msg: 'replaced all processes' });
  expect(fleet.lines({ msg: 'process ready' })).toHaveLength(2);
  expect(fleet.lines({ msg: 'told to drain' })).toEqual([]);
  expect([(await fleet.identify()).name, (await fleet.identify()).name].sort()).toEqual(['web 1', 'web 2']);
});

it.concurrent('a process that has served its number of requests is replaced, and no request fails', async () => {
  const fleet = await startFleet({
    count: 1,
    contract: { supervisor: { recycleAfterRequests: 20, recycleJitter: 0.2 } },
  });
  const { pid: first } = await fleet.identify();
  const answers: number[] = [];
  await until(async () => {
    answers.push((await fleet.identify()).pid);
    return answers.at(-1) !== first;
  });
  await fleet.waitForLine({ msg: 'told to drain', why: 'replaced' });
  // 20 ± 20 %, and one that was asked before.
  expect(answers.length).toBeGreaterThanOrEqual(15);
  expect(answers.at(-1)).not.toBe(first);
  expect(fleet.lines({ msg: 'process died' })).toEqual([]);
});
