import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyHashChain } from '../../../app/store/hash-chain.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';
import {
  appendRequest,
  claimLease,
  createDebate,
  debateKey,
  decidedSummary,
  expiredLeaseMs,
  hostileTexts,
  lastEvent,
  longLeaseMs,
  note,
  runningSummary,
} from '../fixtures.ts';

for (const database of databases) {
  describe.skipIf(!database.available)(`append on ${database.name}`, () => {
    let opened: OpenDatabase;
    beforeAll(async () => {
      opened = await database.open();
    });
    afterAll(() => opened.close());

    it('numbers the events of a debate from 1 without a gap, and reads back what it answered', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const two = await store.append(appendRequest(first, { events: [note('one'), note('two')] }));
      const three = await store.append(appendRequest(lastEvent(two), { events: [note('three')] }));
      const log = await store.events(debateKey(first.debate), 0, 100);
      expect(log.map((event) => event.seq)).toEqual([1, 2, 3, 4]);
      expect(log.slice(1)).toEqual([two, three].flatMap((r) => (r.outcome === 'appended' ? r.events : [])));
      expect(verifyHashChain(log)).toBeNull();
    });

    it('reads events after a place, at most as many as asked for', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      await store.append(appendRequest(first, { events: [note('2'), note('3'), note('4'), note('5')] }));
      const seqs = async (after: number, limit: number) =>
        (await store.events(debateKey(first.debate), after, limit)).map((event) => event.seq);
      expect(await seqs(1, 2)).toEqual([2, 3]);
      expect(await seqs(3, 100)).toEqual([4, 5]);
      expect(await seqs(5, 100)).toEqual([]);
    });

    it('stores nothing for a caller that has not read the newest events', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      await store.append(appendRequest(first));
      const late = appendRequest(first, { events: [note('another')] });
      expect(await store.append(late)).toEqual({ outcome: 'version-conflict' });
      expect(await store.events(debateKey(first.debate), 0, 100)).toHaveLength(2);
    });

    it('answers an append that is told again, because its answer was lost, as it did the first time', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const lease = await claimLease(store, first, 'one', expiredLeaseMs);
      const append = appendRequest(first, { lease, events: [note('one'), note('two')] });
      const answer = await store.append(append);
      expect(await store.append(append)).toEqual(answer);
      await claimLease(store, first, 'two', longLeaseMs);
      await store.append(appendRequest(lastEvent(answer), { summary: decidedSummary }));
      expect(await store.append(append)).toEqual(answer);
      expect(await store.events(debateKey(first.debate), 0, 100)).toHaveLength(4);
    });

    it('does not take the same words at another time, or of another place, for an append told again', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const append = appendRequest(first);
      await store.append(append);
      const later = { ...append, at: '2026-05-01T00:00:00.000Z' };
      expect(await store.append(later)).toEqual({ outcome: 'version-conflict' });
      expect(await store.append({ ...append, events: [...append.events, note('and more')] })).toEqual({
        outcome: 'version-conflict',
      });
    });

    it('lets exactly one of many appends at the same place in', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const attempts = Array.from({ length: 12 }, (_, i) =>
        store.append(appendRequest(first, { events: [note(`${i}`)] })),
      );
      const outcomes = (await Promise.all(attempts)).map((result) => result.outcome).sort();
      expect(outcomes).toEqual(['appended', ...Array(11).fill('version-conflict')]);
      expect(await store.events(debateKey(first.debate), 0, 100)).toHaveLength(2);
    });

    it('refuses a worker whose lease has passed to another one, even one that has read all', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const old = await claimLease(store, first, 'one', expiredLeaseMs);
      const held = await claimLease(store, first, 'two', longLeaseMs);
      expect(await store.append(appendRequest(first, { lease: old }))).toEqual({ outcome: 'fenced' });
      expect(await store.events(debateKey(first.debate), 0, 100)).toHaveLength(1);
      expect((await store.append(appendRequest(first, { lease: held }))).outcome).toBe('appended');
    });

    it('lets a worker whose lease is over append, while nobody else has the debate', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const lease = await claimLease(store, first, 'one', expiredLeaseMs);
      const second = await store.append(appendRequest(first, { lease }));
      await store.release('one', [lease]);
      expect((await store.append(appendRequest(lastEvent(second), { lease }))).outcome).toBe('appended');
    });

    it('lets a command in beside a worker, which then has to read on', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const lease = await claimLease(store, first, 'one', longLeaseMs);
      const second = await store.append(appendRequest(first));
      const late = appendRequest(first, { lease, events: [note('a turn')] });
      expect(await store.append(late)).toEqual({ outcome: 'version-conflict' });
      expect((await store.append(appendRequest(lastEvent(second), { lease }))).outcome).toBe('appended');
    });

    it('says when there is no such debate', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      expect(await store.append(appendRequest({ ...first, debate: 'none' }))).toEqual({ outcome: 'missing' });
    });

    it('takes nothing after the last event of a debate', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const last = lastEvent(await store.append(appendRequest(first, { summary: decidedSummary })));
      expect(await store.append(appendRequest(first, { events: [note('late')] }))).toEqual({
        outcome: 'version-conflict',
      });
      await expect(store.append(appendRequest(last))).rejects.toThrow('it has ended (decided)');
      expect(await store.events(debateKey(first.debate), 0, 100)).toHaveLength(2);
    });

    it('throws at a caller whose log is another one, since reading on could not help it', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const other = { ...first, hash: 'f'.repeat(64) };
      await expect(store.append(appendRequest(other))).rejects.toThrow('with another hash');
    });

    it('shows what the last append said in the row of the debate', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const summary = { ...runningSummary, phase: 'revise', round: 2, agreement: 0.75, costUsd: 0.0625 };
      await store.append(appendRequest(first, { summary, at: '2026-04-01T10:00:00.123Z' }));
      const row = await store.get('tenant', first.debate);
      expect(row).toMatchObject({ ...summary, seq: 2, updatedAt: '2026-04-01T10:00:00.123Z' });
      expect(row?.createdAt).toBe(first.at);
    });

    it('gives every text back to the last character', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const events = [...hostileTexts, 'long '.repeat(600_000)].map(note);
      const appended = await store.append(
        appendRequest(first, {
          events,
          summary: { ...decidedSummary, phase: '\0', answer: hostileTexts.join('\n') },
        }),
      );
      const log = await store.events(debateKey(first.debate), 0, 100);
      expect(log.slice(1).map((event) => event.data)).toEqual(events.map((event) => event.data));
      expect(appended).toEqual({ outcome: 'appended', events: log.slice(1) });
      expect(verifyHashChain(log)).toBeNull();
      expect((await store.get('tenant', first.debate))?.answer).toContain('NUL \ufffd in the middle');
    });

    it('takes a question, a name and an answer with more words than a search index can hold', async () => {
      const { store } = opened;
      const words = Array.from({ length: 200_000 }, (_, i) => `word${i}`).join(' ');
      const evidence = [{ id: 'E1', name: words, mediaType: 'text/plain', text: '' }];
      const first = await createDebate(store, { question: words, evidence });
      const summary = { ...decidedSummary, answer: `${'x'.repeat(5000)} ${words}` };
      expect((await store.append(appendRequest(first, { summary }))).outcome).toBe('appended');
      expect((await store.get('tenant', first.debate))?.answer).toBe(summary.answer);
    });
  });
}
