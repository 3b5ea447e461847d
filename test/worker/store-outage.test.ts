import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { buildRecord } from '../../app/debate/record/decision-record.ts';
import { createLocalBus } from '../../app/live/bus.ts';
import { verifyHashChain } from '../../app/store/hash-chain.ts';
import { defaultReply, scriptedRoster } from '../support/agents/scripted-roster.ts';
import { anyDatabase, type OpenDatabase } from '../support/stores/databases.ts';
import { connectionRefused, createFaultyStore, type Faults } from '../support/stores/faulty-store.ts';
import { until } from '../support/until.ts';
import { createWorkerHarness, type WorkerHarness } from '../support/worker/worker-harness.ts';

describe.each([anyDatabase])('a worker during a database outage, on $name', ({ available, open }) => {
  let database: OpenDatabase;
  let work: WorkerHarness;
  let faults: Faults;

  beforeEach(async (context) => {
    context.skip(!available);
    database = await open();
    work = createWorkerHarness(database.store);
    faults = {};
  });

  afterEach(async () => {
    await work.stop();
    await database.close();
    expect(work.bugs).toEqual([]);
  });

  const goDown = () => {
    faults.before = () => {
      throw connectionRefused();
    };
  };
  const comeBack = () => {
    delete faults.before;
  };
  const start = (roster = scriptedRoster(), changes: Parameters<WorkerHarness['start']>[1] = {}) =>
    work.start(roster, { store: createFaultyStore(work.store, faults), ...changes });

  /** No turn is lost, and none is called twice. */
  async function expectEachTurnOnce(id: string, calls: readonly { readonly turn: string }[]): Promise<void> {
    const log = await work.waitForEnd(id);
    expect(buildRecord(log)).toMatchObject({ outcome: 'decided', degraded: [] });
    expect(verifyHashChain(log)).toBeNull();
    expect(new Set(calls.map(({ turn }) => turn)).size).toBe(calls.length);
    expect(await work.store.listWastedUsage('local', id)).toEqual([]);
  }

  it('stores a completed turn when the database is available again', async () => {
    const roster = scriptedRoster((brief) => {
      if (brief.turn === 'r0.propose.a2') goDown();
      return defaultReply(brief);
    });
    await start(roster);
    await work.create('d1');
    await until(() => work.outages.length > 3, 'four reported outages', { last: () => work.outages.length });
    comeBack();
    await expectEachTurnOnce('d1', roster.briefs);
  });

  it('does not repeat an append whose result was lost', async () => {
    let appends = 0;
    faults.after = (method) => {
      // The first result of every append is lost, so that each one is retried.
      if (method !== 'append') return;
      appends += 1;
      if (appends % 2 === 1) throw connectionRefused();
    };
    const roster = scriptedRoster();
    await start(roster);
    await work.create('d1');
    await expectEachTurnOnce('d1', roster.briefs);
    expect(appends).toBeGreaterThan(20);
  });

  it('continues its debates although every other read, claim and renewal fails', async () => {
    const counts = new Map<string, number>();
    faults.before = (method) => {
      const count = (counts.get(method) ?? 0) + 1;
      counts.set(method, count);
      if (count % 2 === 1) throw connectionRefused();
    };
    const roster = scriptedRoster();
    await start(roster);
    await work.create('d1');
    await expectEachTurnOnce('d1', roster.briefs);
  });

  it('keeps its debate although the outage lasts longer than its lease', async () => {
    const contract = applyOverrides(profile('test'), {
      work: { leaseMs: 60_000, renewIntervalMs: 20, claimIntervalMs: 5 },
    });
    let nowMs = Date.now();
    const now = () => new Date(nowMs);
    const answer = Promise.withResolvers<void>();
    const roster = scriptedRoster(async (brief) => {
      await answer.promise;
      return defaultReply(brief);
    });
    let inFlight = 0;
    faults.before = () => {
      inFlight += 1;
    };
    faults.after = () => {
      inFlight -= 1;
    };
    await start(roster, { contract, now });
    await work.create('d1');
    await until(() => roster.briefs.length === 3, 'three model calls', { last: () => roster.briefs.length });
    await start(scriptedRoster(), { owner: 'w2', contract, now });
    goDown();
    // A claim that was sent before the outage would find the expired lease.
    await until(() => inFlight === 0, 'the end of the calls in flight', { last: () => inFlight });
    nowMs += 2 * contract.work.leaseMs;
    await work.expireLeases('w1');
    let renewals = 0;
    faults.before = (method) => {
      if (method === 'renew') renewals += 1;
    };
    await until(() => renewals > 4, 'five renewals', { last: () => renewals });
    answer.resolve();
    await expectEachTurnOnce('d1', roster.briefs);
    expect(work.stats.takeovers).toBe(0);
  });

  it('runs debates although the bus never connects', async () => {
    const silentBus = { ...createLocalBus(), subscribe: () => new Promise<never>(() => {}) };
    const isolated = createWorkerHarness(database.store, silentBus);
    await isolated.start(scriptedRoster());
    await isolated.create('d1', { rounds: 0 });
    expect(buildRecord(await isolated.waitForEnd('d1'))).toMatchObject({ outcome: 'decided' });
    await isolated.stop();
  });

  it('reports a bug as a bug and not as an outage', async () => {
    faults.before = (method) => {
      if (method === 'renew') throw new TypeError('x is not a function');
    };
    await start();
    await until(() => work.bugs.length > 0, 'an unexpected error');
    await work.stop();
    expect(work.outages).toEqual([]);
    expect(work.bugs.splice(0)[0]).toBeInstanceOf(TypeError);
  });

  it('waits for a debate’s documents before the first turn, although wakeups arrive meanwhile', async () => {
    const reading = Promise.withResolvers<void>();
    faults.before = (method) => (method === 'evidence' ? reading.promise : undefined);
    const roster = scriptedRoster();
    await start(roster);
    const evidence = [{ id: 'E1', name: 'notes.md', mediaType: 'text/markdown', text: 'It was so.' }];
    await work.create('d1', { rounds: 0 }, { evidence });
    await work.execute('d1', { type: 'note', text: 'Consider the costs.', by: 'someone', notesMax: 2 });
    await work.execute('d1', { type: 'note', text: 'Go on.', by: 'someone', notesMax: 2 });
    reading.resolve();
    await work.waitForEnd('d1');
    expect(roster.briefs.map(({ documents }) => documents.length)).toEqual([1, 1, 1, 1]);
  });
});
