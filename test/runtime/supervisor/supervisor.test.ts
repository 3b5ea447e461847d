import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { launchFleet, type RunningFleet, startFleet } from '../../support/processes/fleet.ts';
import { killPrograms } from '../../support/processes/program.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const directory = createTemporaryDirectory('fleet');

afterAll(killPrograms);
afterAll(directory.remove);

async function kill(fleet: RunningFleet, name: string): Promise<number> {
  const { pid } = await fleet.waitForLine({ msg: 'process ready', name });
  if (pid === undefined) throw new Error(`${name} has no pid`);
  process.kill(pid, 'SIGKILL');
  return pid;
}

describe.concurrent('a supervisor', () => {
  it('names its processes, which share one port', async () => {
    const fleet = await startFleet({ count: 2 });
    expect(await fleet.waitForLine({ msg: 'supervising' })).toMatchObject({ title: 'rostrum: supervisor' });
    const first = await fleet.waitForLine({ msg: 'listening', process: 'web 1' });
    const second = await fleet.waitForLine({ msg: 'listening', process: 'web 2' });
    expect([first.title, second.title]).toEqual(['rostrum: web 1', 'rostrum: web 2']);
    expect(first.port).toBe(second.port);
    const answers = [
      await fleet.identify(),
      await fleet.identify(),
      await fleet.identify(),
      await fleet.identify(),
    ];
    expect(answers.map(({ name }) => name).sort()).toEqual(['web 1', 'web 1', 'web 2', 'web 2']);
  });

  it('restarts a killed process under its name, while the others serve', async () => {
    const fleet = await startFleet({ count: 2 });
    const killed = await kill(fleet, 'web 2');
    await fleet.waitForLine({ msg: 'process died', pid: killed });
    expect(await fleet.identify()).toMatchObject({ name: 'web 1' });
    const { pid } = await fleet.waitForLine({ msg: 'process ready', name: 'web 2' }, 2);
    expect(pid).not.toBe(killed);
    expect([(await fleet.identify()).pid, (await fleet.identify()).pid]).toContain(pid);
  });

  it('exits with 1 when too many processes died, after the others have answered', async () => {
    const failWhileExists = join(directory.path, 'broken');
    const fleet = await startFleet({ count: 2, failWhileExists });
    const held = Promise.all(
      [fleet.get('/held'), fleet.get('/held')].map((answer) => answer.catch(() => null)),
    );
    await fleet.waitForLine({ msg: 'holding' }, 2);
    writeFileSync(failWhileExists, '');
    await kill(fleet, 'web 2');
    expect(await fleet.exited).toBe(1);
    expect(fleet.lines({ msg: 'process died' })).toHaveLength(4);
    expect(fleet.lines({ msg: 'giving up', why: 'too many processes died' })).toHaveLength(1);
    expect((await held).filter((answer) => answer !== null)).toHaveLength(1);
    await fleet.closed;
  });

  it('replaces a process whose event loop is blocked', async () => {
    const fleet = await startFleet({ count: 2, contract: { supervisor: { heartbeatTimeoutMs: 500 } } });
    const cut = fleet.get('/hang').catch(() => 'cut');
    const { pid, process: name } = await fleet.waitForLine({ msg: 'hanging' });
    expect(await fleet.waitForLine({ msg: 'process killed', pid: pid ?? 0 })).toMatchObject({
      why: 'its event loop is blocked',
    });
    expect(await cut).toBe('cut');
    await fleet.waitForLine({ msg: 'process ready', name }, 2);
    expect([(await fleet.identify()).name, (await fleet.identify()).name].sort()).toEqual(['web 1', 'web 2']);
  });
});

describe.concurrent('a supervisor whose first process fails', () => {
  it('prints the error once and exits with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const fleet = launchFleet({ count: 3, port: typeof address === 'object' ? (address?.port ?? 0) : 0 });
    expect(await fleet.exited).toBe(1);
    await fleet.closed;
    other.close();
    expect(fleet.output().match(/cannot listen: .*EADDRINUSE/g)).toHaveLength(1);
    expect(fleet.lines({ msg: 'process died' })).toHaveLength(1);
    expect(fleet.lines({ msg: 'giving up', why: 'the first process did not become ready' })).toHaveLength(1);
  });

  it('kills a process that is not ready in time and exits with 1', async () => {
    const fleet = launchFleet({
      count: 2,
      neverReady: true,
      contract: { supervisor: { startTimeoutMs: 100 } },
    });
    expect(await fleet.exited).toBe(1);
    expect(fleet.lines({ msg: 'process killed', why: 'it was not ready in time' })).toHaveLength(1);
    await fleet.closed;
  });
});
