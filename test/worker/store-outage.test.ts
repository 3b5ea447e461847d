import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyOverrides, profile } from '../../app/contract/profiles.ts';
import { buildRecord } from '../../app/debate/record/decision-record.ts';
import { createLocalBus } from '../../app/live/bus.ts';
import { verifyHashChain } from '../../app/store/hash-chain.ts';
import { defaultReply, scriptedRoster } from '../support/agents/scripted-roster.ts';
import { anyDatabase, type OpenDatabase } from '../support/stores/databases.ts';
import { connectionRefused, createFaultyStore, type Faults } from '../support/stores/faulty-store.ts';
import { until } from '../support/until.ts';
import { createWorkerHarness, type WorkerHarness } from '../support/worker/worker-harness.ts';

describe.each([anyDatabase])('while the database is away, on $name', ({ available, open }) => {
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
  const start = (roster = scriptedRoster(), owner = 'w1', contract = profile('test')) =>
    work.start(roster, { store: createFaultyStore(work.store, faults), owner, contract });

  /** Nothing lost, and nothing paid twice. */
  async function expectEachTurnOnce(id: string, spoken: readonly { readonly turn: string }[]): Promise<void> {
    const log = await work.waitForEnd(id);
    expect(buildRecord(log)).toMatchObject({ outcome: 'decided', degraded: [] });
    expect(verifyHashChain(log)).toBeNull();
    const asked = spoken.map(({ turn }) => turn);
    expect(new Set(asked).size).toBe(asked.length);
    expect(await work.store.listWastedUsage('local', id)).toEqual([]);
  }

  it('a turn that has ended waits, and is stored when the database is back', async () => {
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

  it('an append whose answer was lost is not made twice', async () => {
    let lost = 0;
    faults.after = (verb) => {
      // Of every append, so that each is told again.
      if (verb !== 'append') return;
      lost += 1;
      if (lost % 2 === 1) throw connectionRefused();
    };
    const roster = scriptedRoster();
    await start(roster);
    await work.create('d1');
    await expectEachTurnOnce('d1', roster.briefs);
    expect(lost).toBeGreaterThan(20);
  });

  it('no read, claim or renewal that fails stops a debate, and none is a bug', async () => {
    const asked = new Map<string, number>();
    faults.before = (verb) => {
      const times = (asked.get(verb) ?? 0) + 1;
      asked.set(verb, times);
      if (times % 2 === 1) throw connectionRefused();
    };
    const roster = scriptedRoster();
    await start(roster);
    await work.create('d1');
    await expectEachTurnOnce('d1', roster.briefs);
  });

  it('for longer than a lease, nobody takes a debate from a worker that lives', async () => {
    const contract = applyOverrides(profile('test'), {
      work: { leaseMs: 300, renewIntervalMs: 80, claimIntervalMs: 5 },
    });
    const answer = Promise.withResolvers<void>();
    const roster = scriptedRoster(async (brief) => {
      await answer.promise;
      return defaultReply(brief);
    });
    await start(roster, 'w1', contract);
    await work.create('d1');
    await until(() => roster.briefs.length === 3, 'three model calls', { last: () => roster.briefs.length });
    await start(scriptedRoster(), 'w2', contract);
    goDown();
    const comeBackAtMs = Date.now() + 2 * contract.work.leaseMs;
    await until(() => Date.now() > comeBackAtMs, 'the end of the outage');
    answer.resolve();
    comeBack();
    await expectEachTurnOnce('d1', roster.briefs);
    expect(work.stats.takeovers).toBe(0);
  });

  it('or the bus, from the start, debates go on', async () => {
    const silentBus = { ...createLocalBus(), subscribe: () => new Promise<never>(() => {}) };
    const isolated = createWorkerHarness(database.store, silentBus);
    await isolated.start(scriptedRoster());
    await isolated.create('d1', { rounds: 0 });
    expect(buildRecord(await isolated.waitForEnd('d1'))).toMatchObject({ outcome: 'decided' });
    await isolated.stop();
  });

  it('what is wrong with us is not taken for an outage', async () => {
    faults.before = (verb) => {
      if (verb === 'renew') throw new TypeError('x is not a function');
    };
    await start();
    await until(() => work.bugs.length > 0, 'an unexpected error');
    await work.stop();
    expect(work.outages).toEqual([]);
    expect(work.bugs.splice(0)[0]).toBeInstanceOf(TypeError);
  });

  it('a debate is not begun without its documents, though somebody has news of it meanwhile', async () => {
    const reading = Promise.withResolvers<void>();
    faults.before = (verb) => (verb === 'evidence' ? reading.promise : undefined);
    const roster = scriptedRoster();
    await start(roster);
    const evidence = [{ id: 'E1', name: 'notes.md', mediaType: 'text/markdown', text: 'It was so.' }];
    await work.create('d1', { rounds: 0 }, { evidence });
    await work.execute('d1', { type: 'note', text: 'Hear, hear.', by: 'someone', notesMax: 2 });
    await work.execute('d1', { type: 'note', text: 'Go on.', by: 'someone', notesMax: 2 });
    reading.resolve();
    await work.waitForEnd('d1');
    expect(roster.briefs.map(({ documents }) => documents.length)).toEqual([1, 1, 1, 1]);
  });
});
