import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { profile, withDifferences } from '../../app/contract/profiles.ts';
import { openLog } from '../../app/store/log.ts';
import type { Lease } from '../../app/store/store.ts';
import { anyDatabase, type OpenDatabase } from '../support/databases.ts';
import { types } from '../support/debate.ts';
import { type Faults, faultyStore, outage } from '../support/faulty-store.ts';
import { replyTo, scriptedRoster } from '../support/panel.ts';
import { until } from '../support/until.ts';
import { hang, openWorkplace, stop, type Workplace } from '../support/workplace.ts';

/** The length of a lease that has run out. */
const expired = 0;
/** A worker that does not notice by itself what happens to its leases. */
const unhurried = withDifferences(profile('test'), {
  work: { leaseMs: 180_000, renewMs: 60_000, claimMs: 60_000 },
});

describe.each([anyDatabase])(
  'what calls have cost in vain is written down, on $name',
  ({ available, open }) => {
    let database: OpenDatabase;
    let work: Workplace;

    beforeEach(async (context) => {
      context.skip(!available);
      database = await open();
      work = openWorkplace(database.store);
    });

    afterEach(async () => {
      await work.stop();
      await database.close();
      expect(work.bugs).toEqual([]);
    });

    const wasted = async (id: string, count: number) => {
      await until(async () => (await work.store.wasteOf('local', id)).length >= count);
      return work.store.wasteOf('local', id);
    };
    /** What befalls a process that stands still for longer than its lease. */
    async function loseLease(): Promise<Lease | undefined> {
      await work.store.renew('w1', [{ debate: 'd1', epoch: 1 }], expired);
      const [taken] = await work.store.claim('w2', 1, unhurried.work);
      expect(taken).toMatchObject({ debate: 'd1', epoch: 2 });
      return taken;
    }

    const hanging = () => scriptedRoster((_, { signal }) => hang(signal));

    it('when another worker has taken the debate', async () => {
      const answer = Promise.withResolvers<void>();
      const roster = scriptedRoster(async (brief) => {
        await answer.promise;
        return replyTo(brief);
      });
      const worker = await work.start(roster, { contract: unhurried });
      await work.create('d1');
      await until(() => roster.spoken.length === 3);
      await loseLease();
      answer.resolve();
      const waste = await wasted('d1', 3);
      expect(waste.map(({ turn }) => turn)).toEqual(['r0.propose.a1', 'r0.propose.a2', 'r0.propose.a3']);
      expect(waste[0]).toMatchObject({
        ...{ tenant: 'local', debate: 'd1', attempt: 1, epoch: 1, model: 'rehearsal', reason: 'fenced' },
        usage: { inputTokens: 100, outputTokens: 20, estimated: false },
        costUsd: 0.00014,
      });
      await until(() => worker.running() === 0);
      expect(types(await work.store.events({ tenant: 'local', debate: 'd1' }, 0, 100))).not.toContain(
        'turn.completed',
      );
      expect(work.counts.fenced).toBeGreaterThan(0);
      expect(work.counts.wasted.get('fenced')).toBe(3);
    });

    it('when a worker finds its lease gone, which stops its calls at once', async () => {
      const lost = Promise.withResolvers<void>();
      const store = faultyStore(work.store, {
        before: (verb) => (verb === 'renew' ? lost.promise : undefined),
      });
      const roster = hanging();
      const contract = withDifferences(unhurried, { work: { renewMs: 20 } });
      const worker = await work.start(roster, { contract, store });
      await work.create('d1');
      await until(() => roster.spoken.length === 3);
      await loseLease();
      lost.resolve();
      expect(await wasted('d1', 3)).toMatchObject(Array(3).fill({ epoch: 1, reason: 'fenced' }));
      await until(() => worker.running() === 0);
    });

    it('when a worker reads that the next one has given its turns up', async () => {
      const roster = hanging();
      const worker = await work.start(roster, { contract: unhurried });
      await work.create('d1');
      await until(() => roster.spoken.length === 3);
      const next = openLog(
        { store: work.store, now: () => new Date(), pageEvents: 100 },
        { tenant: 'local', debate: 'd1' },
        await loseLease(),
      );
      await next.refresh();
      await next.act({ type: 'supersede', reason: 'its worker is gone' });
      expect(await wasted('d1', 3)).toMatchObject(Array(3).fill({ epoch: 1, reason: 'fenced' }));
      await until(() => worker.running() === 0);
    });

    it('when its own lease ran out and came back to it: it goes on from the log, and not with both', async () => {
      const roster = scriptedRoster((brief, { signal }) =>
        brief.phase === 'propose' && brief.attempt === 1 ? hang(signal) : replyTo(brief),
      );
      await work.start(roster, { contract: withDifferences(unhurried, { work: { claimMs: 20 } }) });
      await work.create('d1', { rounds: 0 });
      await until(() => roster.spoken.length === 3);
      await work.store.renew('w1', [{ debate: 'd1', epoch: 1 }], expired);
      expect(await wasted('d1', 3)).toMatchObject(Array(3).fill({ epoch: 1, reason: 'fenced' }));
      expect(types(await work.logAtEnd('d1'))).toContain('turn.superseded');
    });

    it('when the debate was cancelled: the calls’ prompts were paid for', async () => {
      const roster = hanging();
      await work.start(roster);
      await work.create('d1');
      await until(() => roster.spoken.length === 3);
      await work.command('d1', { type: 'cancel', by: 'someone' });
      const waste = await wasted('d1', 3);
      expect(waste[0]).toMatchObject({ reason: 'too-late', usage: { outputTokens: 0, estimated: true } });
      expect(waste[0]?.usage.inputTokens).toBeGreaterThan(0);
    });

    it('when a vote has ended the debate before the last turn did', async () => {
      const options = ['yes', 'no'];
      const roster = scriptedRoster((brief, { signal }) =>
        brief.role === 'sceptic' ? hang(signal) : replyTo(brief),
      );
      await work.start(roster);
      await work.create('d1', { options });
      const isSecond = (turns: number) => () =>
        work.facts.filter(({ outcome }) => outcome === 'completed').length === turns;
      await until(isSecond(2));
      await work.command('d1', { type: 'conclude', by: 'someone' });
      expect(await wasted('d1', 1)).toMatchObject([{ turn: 'r0.propose.a2', reason: 'too-late' }]);
      expect(types(await work.logAtEnd('d1')).at(-1)).toBe('debate.decided');
    });

    it('but not when the log has it: a turn that was stopped for the decision is a failed one', async () => {
      const roster = scriptedRoster((brief, { signal }) =>
        brief.phase === 'propose' && brief.role === 'sceptic' ? hang(signal) : replyTo(brief),
      );
      await work.start(roster);
      await work.create('d1');
      await until(() => work.facts.length === 2);
      await work.command('d1', { type: 'conclude', by: 'someone' });
      const log = await work.logAtEnd('d1');
      expect(types(log)).toContain('turn.failed');
      await work.stop();
      expect(await work.store.wasteOf('local', 'd1')).toEqual([]);
    });

    it('when its worker had to stop, before the worker says that it has', async () => {
      const roster = hanging();
      const worker = await work.start(roster);
      await work.create('d1');
      await until(() => roster.spoken.length === 3);
      await stop(worker);
      expect(await work.store.wasteOf('local', 'd1')).toMatchObject(Array(3).fill({ reason: 'stopped' }));
    });

    it('when the database stayed away for longer than the contract’s patience', async () => {
      const faults: Faults = {};
      const contract = withDifferences(profile('test'), { work: { storePatienceMs: 50 } });
      const roster = scriptedRoster((brief) => {
        faults.before = (verb) => {
          if (verb === 'append') throw outage();
        };
        return replyTo(brief);
      });
      await work.start(roster, { contract, store: faultyStore(work.store, faults) });
      await work.create('d1');
      const waste = await wasted('d1', 3);
      expect(waste.map(({ reason }) => reason)).toContain('unstored');
      expect(work.outages.length).toBeGreaterThan(0);
    });
  },
);
