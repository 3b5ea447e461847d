import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { openDebateLog } from '../../app/debate-log/debate-log.ts';
import type { Lease } from '../../app/store/store.ts';
import { claimLeases, expiredLeaseMs } from '../store/fixtures.ts';
import { defaultReply, scriptedRoster } from '../support/agents/scripted-roster.ts';
import { typesOf } from '../support/debates/debate-driver.ts';
import { anyDatabase, type OpenDatabase } from '../support/stores/databases.ts';
import { connectionRefused, createFaultyStore, type Faults } from '../support/stores/faulty-store.ts';
import { until } from '../support/until.ts';
import {
  createWorkerHarness,
  neverReply,
  stopWorker,
  type WorkerHarness,
} from '../support/worker/worker-harness.ts';

/** Intervals so long that a worker does not notice changes of its leases by polling. */
const slowContract = applyOverrides(profile('test'), {
  work: { leaseMs: 180_000, renewIntervalMs: 60_000, claimIntervalMs: 60_000 },
});

const dueAt = new Date(Date.now() + 3_600_000).toISOString();

describe.each([anyDatabase])('wasted usage is recorded, on $name', ({ available, open }) => {
  let database: OpenDatabase;
  let work: WorkerHarness;

  beforeEach(async (context) => {
    context.skip(!available);
    database = await open();
    work = createWorkerHarness(database.store);
  });

  afterEach(async () => {
    await work.stop();
    await database.close();
    expect(work.bugs).toEqual([]);
  });

  const waitForWastedUsage = async (id: string, count: number) => {
    await until(
      async () => (await work.store.listWastedUsage('local', id)).length >= count,
      `${count} entries of wasted usage`,
    );
    return work.store.listWastedUsage('local', id);
  };
  /** Simulates a process that was suspended for longer than its lease. */
  async function loseLease(): Promise<Lease | undefined> {
    await work.store.renew('w1', [{ debate: 'd1', epoch: 1 }], expiredLeaseMs);
    const [claimed] = await claimLeases(work.store, 'w2', 1, slowContract.work.leaseMs);
    expect(claimed).toMatchObject({ debate: 'd1', epoch: 2 });
    return claimed;
  }

  const hangingRoster = () => scriptedRoster((_, { signal }) => neverReply(signal));

  it('when another worker has taken the debate', async () => {
    const answer = Promise.withResolvers<void>();
    const roster = scriptedRoster(async (brief) => {
      await answer.promise;
      return defaultReply(brief);
    });
    const worker = await work.start(roster, { contract: slowContract });
    await work.create('d1');
    await until(() => roster.briefs.length === 3, 'three model calls', { last: () => roster.briefs.length });
    await loseLease();
    answer.resolve();
    const waste = await waitForWastedUsage('d1', 3);
    expect(waste.map(({ turn }) => turn)).toEqual(['r0.propose.a1', 'r0.propose.a2', 'r0.propose.a3']);
    expect(waste[0]).toMatchObject({
      tenant: 'local',
      debate: 'd1',
      attempt: 1,
      epoch: 1,
      model: 'rehearsal',
      reason: 'fenced',
      usage: { inputTokens: 100, outputTokens: 20, estimated: false },
      costUsd: 0.00014,
    });
    await until(() => worker.running() === 0, 'the worker to release the debate');
    expect(typesOf(await work.store.events({ tenant: 'local', debate: 'd1' }, 0, 100))).not.toContain(
      'turn.completed',
    );
    expect(work.stats.fenced).toBeGreaterThan(0);
    expect(work.stats.wastedAttempts.get('fenced')).toBe(3);
  });

  it('when a worker finds on renewal that it has lost the lease, and stops its calls', async () => {
    const lost = Promise.withResolvers<void>();
    const store = createFaultyStore(work.store, {
      before: (method) => (method === 'renew' ? lost.promise : undefined),
    });
    const roster = hangingRoster();
    const contract = applyOverrides(slowContract, { work: { renewIntervalMs: 20 } });
    const worker = await work.start(roster, { contract, store });
    await work.create('d1');
    await until(() => roster.briefs.length === 3, 'three model calls', { last: () => roster.briefs.length });
    await loseLease();
    lost.resolve();
    expect(await waitForWastedUsage('d1', 3)).toMatchObject(Array(3).fill({ epoch: 1, reason: 'fenced' }));
    await until(() => worker.running() === 0, 'the worker to release the debate');
  });

  it('when a worker reads that the next worker has superseded its turns', async () => {
    const roster = hangingRoster();
    const worker = await work.start(roster, { contract: slowContract });
    await work.create('d1');
    await until(() => roster.briefs.length === 3, 'three model calls', { last: () => roster.briefs.length });
    const next = openDebateLog(
      { store: work.store, now: () => new Date(), pageEventsMax: 100, onDebateEnded: () => {} },
      { tenant: 'local', debate: 'd1' },
      await loseLease(),
    );
    await next.refresh();
    await next.execute({ type: 'supersede', reason: 'its worker was lost' });
    expect(await waitForWastedUsage('d1', 3)).toMatchObject(Array(3).fill({ epoch: 1, reason: 'fenced' }));
    await until(() => worker.running() === 0, 'the worker to release the debate');
  });

  it('when a worker claims its own debate again after its lease expired, and continues from the log', async () => {
    const roster = scriptedRoster((brief, { signal }) =>
      brief.phase === 'propose' && brief.attempt === 1 ? neverReply(signal) : defaultReply(brief),
    );
    await work.start(roster, { contract: applyOverrides(slowContract, { work: { claimIntervalMs: 20 } }) });
    await work.create('d1', { rounds: 0 });
    await until(() => roster.briefs.length === 3, 'three model calls', { last: () => roster.briefs.length });
    await work.store.renew('w1', [{ debate: 'd1', epoch: 1 }], expiredLeaseMs);
    expect(await waitForWastedUsage('d1', 3)).toMatchObject(Array(3).fill({ epoch: 1, reason: 'fenced' }));
    expect(typesOf(await work.waitForEnd('d1'))).toContain('turn.superseded');
  });

  it('when the debate is cancelled, with the prompts of the stopped calls', async () => {
    const roster = hangingRoster();
    await work.start(roster, { contract: slowContract });
    await work.create('d1');
    await until(() => roster.briefs.length === 3, 'three model calls', { last: () => roster.briefs.length });
    await work.execute('d1', { type: 'cancel', by: 'someone' });
    const waste = await waitForWastedUsage('d1', 3);
    expect(waste[0]).toMatchObject({ reason: 'superseded', usage: { outputTokens: 0, estimated: true } });
    expect(waste[0]?.usage.inputTokens).toBeGreaterThan(0);
  });

  it('when the deadline ends a vote before its last turn', async () => {
    const options = ['yes', 'no'];
    const roster = scriptedRoster((brief, { signal }) =>
      brief.role === 'sceptic' ? neverReply(signal) : defaultReply(brief),
    );
    await work.start(roster, { contract: slowContract });
    await work.create('d1', { options, deadlineAt: dueAt });
    const hasCompleted = (turns: number) => () =>
      work.turnFacts.filter(({ outcome }) => outcome === 'completed').length === turns;
    await until(hasCompleted(2), 'two completed turns');
    await work.execute('d1', { type: 'expire', deadline: 'end', dueAt });
    expect(await waitForWastedUsage('d1', 1)).toMatchObject([
      { turn: 'r0.propose.a2', reason: 'superseded' },
    ]);
    expect(typesOf(await work.waitForEnd('d1')).at(-1)).toBe('debate.decided');
  });

  it('but not for a turn that was stopped for the decision, because its failure is in the log', async () => {
    const roster = scriptedRoster((brief, { signal }) =>
      brief.phase === 'propose' && brief.role === 'sceptic' ? neverReply(signal) : defaultReply(brief),
    );
    await work.start(roster);
    await work.create('d1', { decideAt: dueAt });
    await until(() => work.turnFacts.length === 2, 'two finished attempts');
    await work.execute('d1', { type: 'expire', deadline: 'decide', dueAt });
    const log = await work.waitForEnd('d1');
    expect(typesOf(log)).toContain('turn.failed');
    await work.stop();
    expect(await work.store.listWastedUsage('local', 'd1')).toEqual([]);
  });

  it('when the worker stops, before its drain resolves', async () => {
    const roster = hangingRoster();
    const worker = await work.start(roster);
    await work.create('d1');
    await until(() => roster.briefs.length === 3, 'three model calls', { last: () => roster.briefs.length });
    await stopWorker(worker);
    expect(await work.store.listWastedUsage('local', 'd1')).toMatchObject(
      Array(3).fill({ reason: 'stopped' }),
    );
  });

  it('when a database outage outlasts the contract’s retry budget', async () => {
    const faults: Faults = {};
    const contract = applyOverrides(profile('test'), { work: { storeRetryBudgetMs: 50 } });
    const roster = scriptedRoster((brief) => {
      faults.before = (method) => {
        if (method === 'append') throw connectionRefused();
      };
      return defaultReply(brief);
    });
    await work.start(roster, { contract, store: createFaultyStore(work.store, faults) });
    await work.create('d1');
    const waste = await waitForWastedUsage('d1', 3);
    expect(waste.map(({ reason }) => reason)).toContain('not-persisted');
    expect(work.outages.length).toBeGreaterThan(0);
  });
});
