import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyChain } from '../../app/store/chain.ts';
import { databases, type OpenDatabase } from '../support/databases.ts';
import {
  created,
  decided,
  following,
  hostileTexts,
  keyOf,
  lastOf,
  leaseOf,
  longMs,
  note,
  overMs,
  running,
} from './sample.ts';

for (const database of databases) {
  describe.skipIf(!database.available)(`append on ${database.name}`, () => {
    let opened: OpenDatabase;
    beforeAll(async () => {
      opened = await database.open();
    });
    afterAll(() => opened.close());

    it('numbers the events of a debate from 1 without a gap, and reads back what it answered', async () => {
      const { store } = opened;
      const first = await created(store);
      const two = await store.append(following(first, { events: [note('one'), note('two')] }));
      const three = await store.append(following(lastOf(two), { events: [note('three')] }));
      const log = await store.events(keyOf(first.debate), 0, 100);
      expect(log.map((event) => event.seq)).toEqual([1, 2, 3, 4]);
      expect(log.slice(1)).toEqual([two, three].flatMap((r) => (r.outcome === 'appended' ? r.events : [])));
      expect(verifyChain(log)).toBeNull();
    });

    it('reads events after a place, at most as many as asked for', async () => {
      const { store } = opened;
      const first = await created(store);
      await store.append(following(first, { events: [note('2'), note('3'), note('4'), note('5')] }));
      const seqs = async (after: number, limit: number) =>
        (await store.events(keyOf(first.debate), after, limit)).map((event) => event.seq);
      expect(await seqs(1, 2)).toEqual([2, 3]);
      expect(await seqs(3, 100)).toEqual([4, 5]);
      expect(await seqs(5, 100)).toEqual([]);
    });

    it('stores nothing for a caller that has not read the newest events', async () => {
      const { store } = opened;
      const first = await created(store);
      await store.append(following(first));
      const late = following(first, { events: [note('another')] });
      expect(await store.append(late)).toEqual({ outcome: 'behind' });
      expect(await store.events(keyOf(first.debate), 0, 100)).toHaveLength(2);
    });

    it('answers an append that is told again, because its answer was lost, as it did the first time', async () => {
      const { store } = opened;
      const first = await created(store);
      const lease = await leaseOf(store, first, 'one', overMs);
      const append = following(first, { lease, events: [note('one'), note('two')] });
      const answer = await store.append(append);
      expect(await store.append(append)).toEqual(answer);
      await leaseOf(store, first, 'two', longMs);
      await store.append(following(lastOf(answer), { summary: decided }));
      expect(await store.append(append)).toEqual(answer);
      expect(await store.events(keyOf(first.debate), 0, 100)).toHaveLength(4);
    });

    it('does not take the same words at another time, or of another place, for an append told again', async () => {
      const { store } = opened;
      const first = await created(store);
      const append = following(first);
      await store.append(append);
      const later = { ...append, at: '2026-05-01T00:00:00.000Z' };
      expect(await store.append(later)).toEqual({ outcome: 'behind' });
      expect(await store.append({ ...append, events: [...append.events, note('and more')] })).toEqual({
        outcome: 'behind',
      });
    });

    it('lets exactly one of many appends at the same place in', async () => {
      const { store } = opened;
      const first = await created(store);
      const attempts = Array.from({ length: 12 }, (_, i) =>
        store.append(following(first, { events: [note(`${i}`)] })),
      );
      const outcomes = (await Promise.all(attempts)).map((result) => result.outcome).sort();
      expect(outcomes).toEqual(['appended', ...Array(11).fill('behind')]);
      expect(await store.events(keyOf(first.debate), 0, 100)).toHaveLength(2);
    });

    it('refuses a worker whose lease has passed to another one, even one that has read all', async () => {
      const { store } = opened;
      const first = await created(store);
      const old = await leaseOf(store, first, 'one', overMs);
      const held = await leaseOf(store, first, 'two', longMs);
      expect(await store.append(following(first, { lease: old }))).toEqual({ outcome: 'fenced' });
      expect(await store.events(keyOf(first.debate), 0, 100)).toHaveLength(1);
      expect((await store.append(following(first, { lease: held }))).outcome).toBe('appended');
    });

    it('lets a worker whose lease is over append, while nobody else has the debate', async () => {
      const { store } = opened;
      const first = await created(store);
      const lease = await leaseOf(store, first, 'one', overMs);
      const second = await store.append(following(first, { lease }));
      await store.release('one', [lease]);
      expect((await store.append(following(lastOf(second), { lease }))).outcome).toBe('appended');
    });

    it('lets a command in beside a worker, which then has to read on', async () => {
      const { store } = opened;
      const first = await created(store);
      const lease = await leaseOf(store, first, 'one', longMs);
      const second = await store.append(following(first));
      const late = following(first, { lease, events: [note('a turn')] });
      expect(await store.append(late)).toEqual({ outcome: 'behind' });
      expect((await store.append(following(lastOf(second), { lease }))).outcome).toBe('appended');
    });

    it('says when there is no such debate', async () => {
      const { store } = opened;
      const first = await created(store);
      expect(await store.append(following({ ...first, debate: 'none' }))).toEqual({ outcome: 'missing' });
    });

    it('takes nothing after the last event of a debate', async () => {
      const { store } = opened;
      const first = await created(store);
      const last = lastOf(await store.append(following(first, { summary: decided })));
      expect(await store.append(following(first, { events: [note('late')] }))).toEqual({ outcome: 'behind' });
      await expect(store.append(following(last))).rejects.toThrow('it has ended (decided)');
      expect(await store.events(keyOf(first.debate), 0, 100)).toHaveLength(2);
    });

    it('throws at a caller whose log is another one, since reading on could not help it', async () => {
      const { store } = opened;
      const first = await created(store);
      const other = { ...first, hash: 'f'.repeat(64) };
      await expect(store.append(following(other))).rejects.toThrow('with another hash');
    });

    it('shows what the last append said in the row of the debate', async () => {
      const { store } = opened;
      const first = await created(store);
      const summary = { ...running, phase: 'revise', round: 2, agreement: 0.75, costUsd: 0.0625 };
      await store.append(following(first, { summary, at: '2026-04-01T10:00:00.123Z' }));
      const row = await store.get('tenant', first.debate);
      expect(row).toMatchObject({ ...summary, seq: 2, updatedAt: '2026-04-01T10:00:00.123Z' });
      expect(row?.createdAt).toBe(first.at);
    });

    it('gives every text back to the last character', async () => {
      const { store } = opened;
      const first = await created(store);
      const events = [...hostileTexts, 'long '.repeat(600_000)].map(note);
      const appended = await store.append(
        following(first, { events, summary: { ...decided, phase: '\0', answer: hostileTexts.join('\n') } }),
      );
      const log = await store.events(keyOf(first.debate), 0, 100);
      expect(log.slice(1).map((event) => event.data)).toEqual(events.map((event) => event.data));
      expect(appended).toEqual({ outcome: 'appended', events: log.slice(1) });
      expect(verifyChain(log)).toBeNull();
      expect((await store.get('tenant', first.debate))?.answer).toContain('NUL \ufffd in the middle');
    });

    it('takes a question, a name and an answer with more words than a search index can hold', async () => {
      const { store } = opened;
      const words = Array.from({ length: 200_000 }, (_, i) => `word${i}`).join(' ');
      const evidence = [{ id: 'E1', name: words, mediaType: 'text/plain', text: '' }];
      const first = await created(store, { question: words, evidence });
      const summary = { ...decided, answer: `${'x'.repeat(5000)} ${words}` };
      expect((await store.append(following(first, { summary }))).outcome).toBe('appended');
      expect((await store.get('tenant', first.debate))?.answer).toBe(summary.answer);
    });
  });
}
