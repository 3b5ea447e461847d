import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import type { Stored } from '../../app/debate/events.ts';
import { presets, seatJudge, seatPanel } from '../../app/debate/presets.ts';
import { recordOf } from '../../app/debate/record.ts';
import { verifyChain } from '../../app/store/chain.ts';
import { openPostgres } from '../../app/store/postgres.ts';
import type { Store } from '../../app/store/store.ts';
import { createDatabase, execute } from '../support/postgres.ts';
import { killPrograms, startWorkerProgram } from '../support/program.ts';
import { until } from '../support/until.ts';
import { openWorkplace, type Workplace } from '../support/workplace.ts';

const serverUrl = inject('postgresUrl');
const { leaseMs } = profile('test').work;

describe.skipIf(serverUrl === null)('a worker process', () => {
  let url: string;
  let store: Store;
  let work: Workplace;

  beforeEach(async () => {
    url = await createDatabase(serverUrl ?? '');
    store = await openPostgres({ url, contract: profile('test'), onError: () => {} });
    work = openWorkplace(store);
  });
  afterEach(async () => {
    killPrograms();
    await store.close();
  });

  const start = () => startWorkerProgram({ DATABASE_URL: url });
  /** A debate whose every turn takes this long. */
  const create = (turnMs: number) => {
    const model = `rehearsal?tps=0&ttftMs=${turnMs}`;
    return work.create('d1', {
      panel: seatPanel(presets.standard, undefined, model),
      judge: seatJudge(model),
    });
  };
  const begun = (log: readonly Stored[]) => log.filter(({ type }) => type === 'turn.started').length;
  const row = async () => (await execute(url, `select lease_owner, takeovers, epoch from debates`))[0];

  function expectNothingTwice(log: readonly Stored[]): void {
    expect(verifyChain(log)).toBeNull();
    const completed = log.flatMap((event) => (event.type === 'turn.completed' ? [event.data.turn] : []));
    expect(new Set(completed).size).toBe(completed.length);
  }

  it.each(['SIGTERM', 'SIGHUP'] as const)(
    'hands its debates over on %s, and the next worker goes on',
    async (signal) => {
      const first = await start();
      await create(40);
      await work.logUntil('d1', ({ type }) => type === 'turn.completed');
      expect(await first.end(signal)).toBe(0);
      expect(await row()).toMatchObject({ lease_owner: null, takeovers: 0 });
      await start();
      const log = await work.logAtEnd('d1');
      expectNothingTwice(log);
      expect(recordOf(log)).toMatchObject({ outcome: 'decided', degraded: [] });
      expect(await store.wasteOf('local', 'd1')).toEqual([]);
    },
  );

  it('stops what cannot end in time, gives it back, and writes down what it has cost', async () => {
    const first = await start();
    await create(60_000);
    await until(async () => begun(await store.events({ tenant: 'local', debate: 'd1' }, 0, 100)) === 3);
    expect(await first.end('SIGTERM')).toBe(0);
    expect(await row()).toMatchObject({ lease_owner: null, takeovers: 0 });
    expect(await store.wasteOf('local', 'd1')).toMatchObject(Array(3).fill({ epoch: 1, reason: 'stopped' }));
    await start();
    const log = await work.logUntil('d1', ({ type }) => type === 'turn.superseded');
    expectNothingTwice(log);
  });

  it('that stood still for twice its lease is refused, stops, and writes down what it has spent', async () => {
    const zombie = await start();
    await create(500);
    await until(async () => begun(await store.events({ tenant: 'local', debate: 'd1' }, 0, 100)) === 3);
    zombie.child.kill('SIGSTOP');
    await start();
    await work.logUntil('d1', ({ type }) => type === 'turn.superseded');
    const wokenMs = Date.now() + leaseMs;
    await until(() => Date.now() > wokenMs);
    zombie.child.kill('SIGCONT');
    const spentInVain = async () => (await store.wasteOf('local', 'd1')).filter(({ epoch }) => epoch === 1);
    await until(async () => (await spentInVain()).length === 3);
    const log = await work.logAtEnd('d1');
    expectNothingTwice(log);
    expect(recordOf(log)).toMatchObject({ outcome: 'decided' });
    expect(await spentInVain()).toMatchObject(Array(3).fill({ reason: 'fenced' }));
    expect(await zombie.end('SIGTERM')).toBe(0);
  });
});
