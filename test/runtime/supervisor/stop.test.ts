import { afterAll, expect, it } from 'vitest';
import { launchFleet, startFleet } from '../../support/processes/fleet.ts';
import { killPrograms } from '../../support/processes/program.ts';

afterAll(killPrograms);

it.concurrent.each(['SIGTERM', 'SIGINT'] as const)(
  '%s answers the requests in flight, ends every process and exits 0',
  async (signal) => {
    const fleet = await startFleet({ count: 2 });
    const held = Promise.all([fleet.get('/held'), fleet.get('/held')]);
    await fleet.waitForLine({ msg: 'holding' }, 2);
    fleet.child.kill(signal);
    expect(await held).toHaveLength(2);
    expect(await fleet.exited).toBe(0);
    await fleet.closed;
    expect(fleet.lines({ msg: 'drain requested', reason: 'stopped' })).toHaveLength(2);
    expect(fleet.lines({ msg: 'process killed' })).toEqual([]);
  },
);

it.concurrent('a process that does not exit in time is killed, and the supervisor exits 0', async () => {
  const quick = { drainInflightMs: 50, viewerCloseMs: 0, flushMs: 0, stopMs: 200 };
  const fleet = await startFleet({
    count: 1,
    contract: { process: quick, supervisor: { heartbeatTimeoutMs: 60_000 } },
  });
  const cut = fleet.get('/hang').catch(() => 'cut');
  await fleet.waitForLine({ msg: 'hanging' });
  fleet.child.kill('SIGTERM');
  expect(await cut).toBe('cut');
  expect(await fleet.exited).toBe(0);
  await fleet.closed;
  expect(fleet.lines({ msg: 'process killed', why: 'it did not exit in time' })).toHaveLength(1);
});

it.concurrent('a second SIGTERM ends the program at once', async () => {
  const fleet = await startFleet({
    count: 1,
    contract: {
      process: { signalDebounceMs: 0, stopMs: 600_000 },
      supervisor: { heartbeatTimeoutMs: 60_000 },
    },
  });
  const cut = fleet.get('/hang').catch(() => 'cut');
  await fleet.waitForLine({ msg: 'hanging' });
  fleet.child.kill('SIGTERM');
  await fleet.waitForLine({ msg: 'draining' });
  fleet.child.kill('SIGTERM');
  expect(await fleet.exited).toBe(1);
  expect(await cut).toBe('cut');
  await fleet.closed;
});

it.concurrent('processes whose supervisor was killed answer the requests in flight and exit', async () => {
  const fleet = await startFleet({ count: 2 });
  const held = Promise.all([fleet.get('/held'), fleet.get('/held')]);
  await fleet.waitForLine({ msg: 'holding' }, 2);
  fleet.child.kill('SIGKILL');
  expect(await held).toHaveLength(2);
  await fleet.closed;
  expect(fleet.lines({ msg: 'drain requested', reason: 'stopped' })).toHaveLength(2);
});

it.concurrent('SIGHUP and SIGINT sent to a supervised process do not end it', async () => {
  const fleet = await startFleet({ count: 1 });
  const { pid } = await fleet.identify();
  process.kill(pid, 'SIGHUP');
  process.kill(pid, 'SIGINT');
  expect(await fleet.identify()).toMatchObject({ pid });
  expect(fleet.lines({ msg: 'drain requested' })).toEqual([]);
});

it.concurrent('SIGTERM before a process is ready ends it, and the supervisor exits 0', async () => {
  const fleet = launchFleet({ count: 2, neverReady: true });
  await fleet.waitForLine({ msg: 'listening' });
  fleet.child.kill('SIGTERM');
  expect(await fleet.exited).toBe(0);
  await fleet.closed;
  expect(fleet.lines({ msg: 'giving up' })).toEqual([]);
  expect(fleet.lines({ msg: 'listening' })).toHaveLength(1);
  expect(fleet.lines({ msg: 'process killed' })).toEqual([]);
});
