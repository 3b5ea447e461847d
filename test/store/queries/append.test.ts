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

    it('numbers the events of a debate from 1 without a gap and returns them as stored', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const two = await store.append(appendRequest(first, { events: [note('one'), note('two')] }));
      const three = await store.append(appendRequest(lastEvent(two), { events: [note('three')] }));
      const log = await store.events(debateKey(first.debate), 0, 100);
      expect(log.map((event) => event.seq)).toEqual([1, 2, 3, 4]);
      expect(log.slice(1)).toEqual([two, three].flatMap((r) => (r.outcome === 'appended' ? r.events : [])));
      expect(verifyHashChain(log)).toBeNull();
    });

    it('events() returns the events after a seq, at most as many as requested', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      await store.append(appendRequest(first, { events: [note('2'), note('3'), note('4'), note('5')] }));
      const seqs = async (after: number, limit: number) =>
        (await store.events(debateKey(first.debate), after, limit)).map((event) => event.seq);
      expect(await seqs(1, 2)).toEqual([2, 3]);
      expect(await seqs(3, 100)).toEqual([4, 5]);
      expect(await seqs(5, 100)).toEqual([]);
    });

    it('reports a version conflict to a caller that has not read the newest events', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      await store.append(appendRequest(first));
      const late = appendRequest(first, { events: [note('another')] });
      expect(await store.append(late)).toEqual({ outcome: 'version-conflict' });
      expect(await store.events(debateKey(first.debate), 0, 100)).toHaveLength(2);
    });

    it('returns the first result again when an append is retried', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const lease = await claimLease(store, first, 'one', expiredLeaseMs);
      const append = appendRequest(first, { lease, events: [note('one'), note('two')] });
      const result = await store.append(append);
      expect(await store.append(append)).toEqual(result);
      await claimLease(store, first, 'two', longLeaseMs);
      await store.append(appendRequest(lastEvent(result), { summary: decidedSummary }));
      expect(await store.append(append)).toEqual(result);
      expect(await store.events(debateKey(first.debate), 0, 100)).toHaveLength(4);
    });

    it('does not treat an append with another time or more events as a retry', async () => {
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

    it('accepts exactly one of many concurrent appends at the same head', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const attempts = Array.from({ length: 12 }, (_, i) =>
        store.append(appendRequest(first, { events: [note(`${i}`)] })),
      );
      const outcomes = (await Promise.all(attempts)).map((result) => result.outcome).sort();
      expect(outcomes).toEqual(['appended', ...Array(11).fill('version-conflict')]);
      expect(await store.events(debateKey(first.debate), 0, 100)).toHaveLength(2);
    });

    it('fences a worker whose lease another worker has, even at the newest head', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const old = await claimLease(store, first, 'one', expiredLeaseMs);
      const held = await claimLease(store, first, 'two', longLeaseMs);
      expect(await store.append(appendRequest(first, { lease: old }))).toEqual({ outcome: 'fenced' });
      expect(await store.events(debateKey(first.debate), 0, 100)).toHaveLength(1);
      expect((await store.append(appendRequest(first, { lease: held }))).outcome).toBe('appended');
    });

    it('accepts appends under an expired or released lease until another worker claims the debate', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const lease = await claimLease(store, first, 'one', expiredLeaseMs);
      const second = await store.append(appendRequest(first, { lease }));
      await store.release('one', [lease]);
      expect((await store.append(appendRequest(lastEvent(second), { lease }))).outcome).toBe('appended');
    });

    it('accepts a command during a worker’s lease, and the worker’s next append conflicts', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const lease = await claimLease(store, first, 'one', longLeaseMs);
      const second = await store.append(appendRequest(first));
      const late = appendRequest(first, { lease, events: [note('a turn')] });
      expect(await store.append(late)).toEqual({ outcome: 'version-conflict' });
      expect((await store.append(appendRequest(lastEvent(second), { lease }))).outcome).toBe('appended');
    });

    it('reports a missing debate', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      expect(await store.append(appendRequest({ ...first, debate: 'none' }))).toEqual({ outcome: 'missing' });
    });

    it('rejects events after the end of a debate', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const last = lastEvent(await store.append(appendRequest(first, { summary: decidedSummary })));
      expect(await store.append(appendRequest(first, { events: [note('late')] }))).toEqual({
        outcome: 'version-conflict',
      });
      await expect(store.append(appendRequest(last))).rejects.toThrow('it has ended (decided)');
      expect(await store.events(debateKey(first.debate), 0, 100)).toHaveLength(2);
    });

    it('throws when the caller’s head belongs to another log', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const other = { ...first, hash: 'f'.repeat(64) };
      await expect(store.append(appendRequest(other))).rejects.toThrow('with another hash');
    });

    it('stores the summary and time of the last append in the debate’s row', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const summary = { ...runningSummary, phase: 'revise', round: 2, agreement: 0.75, costUsd: 0.0625 };
      await store.append(appendRequest(first, { summary, at: '2026-04-01T10:00:00.123Z' }));
      const row = await store.get('tenant', first.debate);
      expect(row).toMatchObject({ ...summary, seq: 2, updatedAt: '2026-04-01T10:00:00.123Z' });
      expect(row?.createdAt).toBe(first.at);
    });

    it('returns every text unchanged', async () => {
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

    it('accepts a question, a name and an answer with more words than the search index can hold', async () => {
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
