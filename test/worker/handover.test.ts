import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import type { StoredEvent } from '../../app/debate/core/events.ts';
import { createJudgeSeat, createPanel, presets } from '../../app/debate/core/presets.ts';
import { buildRecord } from '../../app/debate/record/decision-record.ts';
import { verifyHashChain } from '../../app/store/hash-chain.ts';
import { openPostgres } from '../../app/store/postgres/open.ts';
import type { Store } from '../../app/store/store.ts';
import { createDatabase, execute } from '../support/processes/postgres.ts';
import { killPrograms, startWorkerProgram } from '../support/processes/program.ts';
import { until } from '../support/until.ts';
import { createWorkerHarness, type WorkerHarness } from '../support/worker/worker-harness.ts';

const serverUrl = inject('postgresUrl');
const { leaseMs } = profile('test').work;

describe.skipIf(serverUrl === null)('a worker process', () => {
  let url: string;
  let store: Store;
  let work: WorkerHarness;

  beforeEach(async () => {
    url = await createDatabase(serverUrl ?? '');
    store = await openPostgres({ url, contract: profile('test'), onError: () => {} });
    work = createWorkerHarness(store);
  });
  afterEach(async () => {
    killPrograms();
    await store.close();
  });

  const start = () => startWorkerProgram({ DATABASE_URL: url, LOG_LEVEL: 'debug' });
  /** Waits until the worker has called three models. Their turns are in the log of the debate a moment before. */
  const waitForCalls = ({ output }: Awaited<ReturnType<typeof start>>) =>
    until(() => output().split('"msg":"turn.started"').length > 3, 'three calls', { last: output });
  /** A debate whose turns take `turnMs` each. */
  const create = (turnMs: number) => {
    const model = `rehearsal?tps=0&ttftMs=${turnMs}`;
    return work.create('d1', {
      panel: createPanel(presets.standard, undefined, model),
      judge: createJudgeSeat(undefined, model),
    });
  };
  const readLease = async () => (await execute(url, `select lease_owner, takeovers, epoch from debates`))[0];

  function expectNoDuplicates(log: readonly StoredEvent[]): void {
    expect(verifyHashChain(log)).toBeNull();
    const completed = log.flatMap((event) => (event.type === 'turn.completed' ? [event.data.turn] : []));
    expect(new Set(completed).size).toBe(completed.length);
  }

  /** The debate ends as if its worker had not changed. */
  async function expectUndisturbedEnd(): Promise<void> {
    const log = await work.waitForEnd('d1');
    expectNoDuplicates(log);
    expect(buildRecord(log)).toMatchObject({ outcome: 'decided', degraded: [] });
    expect(await store.listWastedUsage('local', 'd1')).toEqual([]);
  }

  it('releases its debates on SIGTERM, and the next worker continues them', async () => {
    const first = await start();
    await create(40);
    await work.waitForEvent('d1', ({ type }) => type === 'turn.completed');
    expect(await first.stop('SIGTERM')).toBe(0);
    expect(await readLease()).toMatchObject({ lease_owner: null, takeovers: 0 });
    await start();
    await expectUndisturbedEnd();
  });

  it('on SIGHUP hands its debates over to the process that replaces it', async () => {
    const program = await start();
    // Its turns last longer than a start.
    await create(1500);
    await work.waitForEvent('d1', ({ type }) => type === 'turn.completed');
    program.child.kill('SIGHUP');
    await until(() => program.output().includes('replaced all processes'), 'the replacement', {
      last: () => program.output(),
      timeoutMs: 30_000,
    });
    await expectUndisturbedEnd();
    expect(await readLease()).toMatchObject({ takeovers: 0 });
    expect(await program.stop('SIGTERM')).toBe(0);
  });

  it('on SIGTERM stops turns that cannot end in time, releases their debate and records their cost', async () => {
    const first = await start();
    await create(60_000);
    await waitForCalls(first);
    expect(await first.stop('SIGTERM')).toBe(0);
    expect(await readLease()).toMatchObject({ lease_owner: null, takeovers: 0 });
    expect(await store.listWastedUsage('local', 'd1')).toMatchObject(
      Array(3).fill({ epoch: 1, reason: 'stopped' }),
    );
    await start();
    const log = await work.waitForEvent('d1', ({ type }) => type === 'turn.superseded');
    expectNoDuplicates(log);
  });

  it('that was suspended for twice its lease is fenced, stops and records its wasted usage', async () => {
    const zombie = await start();
    await create(500);
    await waitForCalls(zombie);
    zombie.child.kill('SIGSTOP');
    await start();
    await work.waitForEvent('d1', ({ type }) => type === 'turn.superseded');
    const resumeAtMs = Date.now() + leaseMs;
    await until(() => Date.now() > resumeAtMs, 'the time to resume');
    zombie.child.kill('SIGCONT');
    const wastedByZombie = async () =>
      (await store.listWastedUsage('local', 'd1')).filter(({ epoch }) => epoch === 1);
    await until(async () => (await wastedByZombie()).length === 3, 'three wasted turns of the zombie', {
      last: () => wastedByZombie(),
    });
    const log = await work.waitForEnd('d1');
    expectNoDuplicates(log);
    expect(buildRecord(log)).toMatchObject({ outcome: 'decided' });
    expect(await wastedByZombie()).toMatchObject(Array(3).fill({ reason: 'fenced' }));
    expect(await zombie.stop('SIGTERM')).toBe(0);
  });
});
