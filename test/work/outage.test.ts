import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { profile, withDifferences } from '../../app/contract/profiles.ts';
import { recordOf } from '../../app/debate/record.ts';
import { createLocalBus } from '../../app/live/bus.ts';
import { verifyChain } from '../../app/store/chain.ts';
import { anyDatabase, type OpenDatabase } from '../support/databases.ts';
import { type Faults, faultyStore, outage } from '../support/faulty-store.ts';
import { replyTo, scriptedRoster } from '../support/panel.ts';
import { until } from '../support/until.ts';
import { openWorkplace, type Workplace } from '../support/workplace.ts';

describe.each([anyDatabase])('while the database is away, on $name', ({ available, open }) => {
  let database: OpenDatabase;
  let work: Workplace;
  let faults: Faults;

  beforeEach(async (context) => {
    context.skip(!available);
    database = await open();
    work = openWorkplace(database.store);
    faults = {};
  });

  afterEach(async () => {
    await work.stop();
    await database.close();
    expect(work.bugs).toEqual([]);
  });

  const away = () => {
    faults.before = () => {
      throw outage();
    };
  };
  const back = () => {
    delete faults.before;
  };
  const start = (roster = scriptedRoster(), owner = 'w1', contract = profile('test')) =>
    work.start(roster, { store: faultyStore(work.store, faults), owner, contract });

  /** Nothing lost, and nothing paid twice. */
  async function expectEachTurnOnce(id: string, spoken: readonly { readonly turn: string }[]): Promise<void> {
    const log = await work.logAtEnd(id);
    expect(recordOf(log)).toMatchObject({ outcome: 'decided', degraded: [] });
    expect(verifyChain(log)).toBeNull();
    const asked = spoken.map(({ turn }) => turn);
    expect(new Set(asked).size).toBe(asked.length);
    expect(await work.store.wasteOf('local', id)).toEqual([]);
  }

  it('a turn that has ended waits, and is stored when the database is back', async () => {
    const roster = scriptedRoster((brief) => {
      if (brief.turn === 'r0.propose.a2') away();
      return replyTo(brief);
    });
    await start(roster);
    await work.create('d1');
    await until(() => work.outages.length > 3);
    back();
    await expectEachTurnOnce('d1', roster.spoken);
  });

  it('an append whose answer was lost is not made twice', async () => {
    let lost = 0;
    faults.after = (verb) => {
      // Of every append, so that each is told again.
      if (verb !== 'append') return;
      lost += 1;
      if (lost % 2 === 1) throw outage();
    };
    const roster = scriptedRoster();
    await start(roster);
    await work.create('d1');
    await expectEachTurnOnce('d1', roster.spoken);
    expect(lost).toBeGreaterThan(20);
  });

  it('no read, claim or renewal that fails stops a debate, and none is a bug', async () => {
    const asked = new Map<string, number>();
    faults.before = (verb) => {
      const times = (asked.get(verb) ?? 0) + 1;
      asked.set(verb, times);
      if (times % 2 === 1) throw outage();
    };
    const roster = scriptedRoster();
    await start(roster);
    await work.create('d1');
    await expectEachTurnOnce('d1', roster.spoken);
  });

  it('for longer than a lease, nobody takes a debate from a worker that lives', async () => {
    const contract = withDifferences(profile('test'), { work: { leaseMs: 300, renewMs: 80, claimMs: 5 } });
    const answer = Promise.withResolvers<void>();
    const roster = scriptedRoster(async (brief) => {
      await answer.promise;
      return replyTo(brief);
    });
    await start(roster, 'w1', contract);
    await work.create('d1');
    await until(() => roster.spoken.length === 3);
    await start(scriptedRoster(), 'w2', contract);
    away();
    const backMs = Date.now() + 2 * contract.work.leaseMs;
    await until(() => Date.now() > backMs);
    answer.resolve();
    back();
    await expectEachTurnOnce('d1', roster.spoken);
    expect(work.counts.takeovers).toBe(0);
  });

  it('or the bus, from the start, debates go on', async () => {
    const deaf = { ...createLocalBus(), subscribe: () => new Promise<never>(() => {}) };
    const alone = openWorkplace(database.store, deaf);
    await alone.start(scriptedRoster());
    await alone.create('d1', { rounds: 0 });
    expect(recordOf(await alone.logAtEnd('d1'))).toMatchObject({ outcome: 'decided' });
    await alone.stop();
  });

  it('what is wrong with us is not taken for an outage', async () => {
    faults.before = (verb) => {
      if (verb === 'renew') throw new TypeError('x is not a function');
    };
    await start();
    await until(() => work.bugs.length > 0);
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
    await work.command('d1', { type: 'note', text: 'Hear, hear.', by: 'someone', notesMax: 2 });
    await work.command('d1', { type: 'note', text: 'Go on.', by: 'someone', notesMax: 2 });
    reading.resolve();
    await work.logAtEnd('d1');
    expect(roster.spoken.map(({ documents }) => documents.length)).toEqual([1, 1, 1, 1]);
  });
});
