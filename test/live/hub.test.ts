import { beforeEach, describe, expect, it } from 'vitest';
import { toEnvelope } from '../../app/debate/core/frames.ts';
import { debateCancelled, debateCreated, noteAdded } from '../support/debates/events.ts';
import { contract, createHubHarness, type HubHarness } from '../support/live/hub-harness.ts';
import { createTestViewer } from '../support/live/test-viewer.ts';

const { replayPageEvents, dropDeltasAtUnsentBytes, evictAtUnsentBytes } = contract.live;

describe('following a debate', () => {
  let harness: HubHarness;

  beforeEach(() => {
    harness = createHubHarness();
  });

  const notes = (count: number) => Array.from({ length: count }, (_, index) => noteAdded(`${index}`));

  it('gives the stored events, in pages, and then those that come', async () => {
    harness.append(...notes(3 * replayPageEvents));
    const viewer = await harness.subscribe();
    harness.appendAndPublish(noteAdded('live'));
    await harness.settle();
    expect(viewer.frames).toEqual(harness.store.log('d1').map(toEnvelope));
  });

  it.each([
    [0, 'snapshot', 1],
    [3, 'resumed', 4],
    [9, 'reset', 1],
  ])('says how it begins: after %i, %s, from %i', async (after, how, first) => {
    harness.append(...notes(4));
    const viewer = await harness.subscribe(after);
    expect(viewer.subscriptions[0]).toEqual({ how, seq: 5, ended: false });
    expect(viewer.seqs()[0]).toBe(first);
    expect(harness.stats.resets).toBe(how === 'reset' ? 1 : 0);
  });

  it('believes a viewer who has seen more than this process has heard of', async () => {
    await harness.subscribe();
    harness.append(...notes(3));
    const viewer = await harness.subscribe(4);
    expect(viewer.subscriptions[0]).toMatchObject({ how: 'resumed' });
    harness.append(noteAdded('next'));
    await harness.poll();
    expect(viewer.seqs()).toEqual([5]);
  });

  it('reads the log again where hints have been lost, at the latest with the next poll', async () => {
    const viewer = await harness.subscribe();
    harness.append(noteAdded('its hint is lost'));
    harness.appendAndPublish(noteAdded('a gap'));
    await harness.settle();
    expect(viewer.seqs()).toEqual([1, 2, 3]);
    harness.append(noteAdded('lost, too'));
    await harness.settle();
    expect(viewer.seqs()).toEqual([1, 2, 3]);
    await harness.poll();
    expect(viewer.seqs()).toEqual([1, 2, 3, 4]);
  });

  it('reads nothing where hints arrive: a thousand viewers cost no more than one', async () => {
    const viewers = await Promise.all(Array.from({ length: 20 }, () => harness.subscribe()));
    const { events } = harness.store.reads;
    harness.appendAndPublish(noteAdded('one'), noteAdded('two'));
    await harness.settle();
    expect(harness.store.reads.events).toBe(events);
    await harness.subscribe(3);
    expect(harness.store.reads.events).toBe(events);
    expect(viewers.map((viewer) => viewer.seqs())).toEqual(viewers.map(() => [1, 2, 3]));
  });

  it('reads once for all who come back at the same time', async () => {
    harness.append(...notes(3));
    await harness.subscribe();
    const { events } = harness.store.reads;
    await Promise.all(Array.from({ length: 20 }, () => harness.subscribe(1)));
    expect(harness.store.reads.events).toBe(events + 1);
  });

  it('polls all debates in one query, and none when nobody watches', async () => {
    await harness.poll();
    expect(harness.store.reads.heads).toBe(0);
    harness.store.append('d2', debateCreated);
    const viewer = await harness.subscribe();
    const unsubscribe = harness.hub.subscribe({ tenant: 'local', debate: 'd2' }, 0, createTestViewer());
    await harness.poll();
    expect(harness.store.reads.heads).toBe(1);
    unsubscribe();
    viewer.unsubscribe();
    await harness.poll();
    expect(harness.store.reads.heads).toBe(1);
  });

  it('ends after the last event, also for who comes after it', async () => {
    const viewer = await harness.subscribe();
    harness.appendAndPublish(debateCancelled);
    await harness.settle();
    const late = await harness.subscribe(1);
    const upToDate = await harness.subscribe(2);
    for (const { ends } of [viewer, late, upToDate]) expect(ends).toEqual([['ended', 2]]);
    expect([viewer.seqs(), late.seqs(), upToDate.seqs()]).toEqual([[1, 2], [2], []]);
    expect(upToDate.subscriptions).toEqual([{ how: 'resumed', seq: 2, ended: true }]);
  });

  it('says that there is no such debate, or that it has been deleted', async () => {
    const nowhere = createTestViewer();
    harness.hub.subscribe({ tenant: 'local', debate: 'nowhere' }, 0, nowhere);
    const viewer = await harness.subscribe();
    harness.store.remove('d1');
    await harness.poll();
    expect(nowhere.ends).toEqual([['missing', 0]]);
    expect(viewer.ends).toEqual([['missing', 1]]);
  });

  it('outlasts a store that fails, at every point', async () => {
    harness.store.beforeAnswer = () => Promise.reject(new Error('the database is away'));
    const first = await harness.subscribe();
    await harness.poll();
    harness.store.beforeAnswer = async () => {};
    await harness.poll();
    expect(first.seqs()).toEqual([1]);

    harness.store.beforeAnswer = () => Promise.reject(new Error('the database is away'));
    harness.append(noteAdded('lost'));
    harness.appendAndPublish(noteAdded('a gap'));
    const second = await harness.subscribe(1);
    await harness.poll();
    harness.store.beforeAnswer = async () => {};
    await harness.poll();
    expect(first.seqs()).toEqual([1, 2, 3]);
    expect(second.seqs()).toEqual([2, 3]);
    expect(harness.errors.length).toBeGreaterThan(3);
  });

  it('sends nothing to a viewer who has left, even if a read is under way', async () => {
    const answered = Promise.withResolvers<void>();
    harness.store.beforeAnswer = () => answered.promise;
    const viewer = await harness.subscribe();
    viewer.unsubscribe();
    viewer.unsubscribe();
    answered.resolve();
    await harness.settle();
    harness.appendAndPublish(noteAdded('later'));
    await harness.settle();
    expect(viewer.frames).toEqual([]);
    expect(viewer.subscriptions).toEqual([]);
  });

  it('reads again when it hears of more while a read is under way', async () => {
    const viewer = await harness.subscribe();
    const answered = Promise.withResolvers<void>();
    harness.store.beforeAnswer = () => answered.promise;
    harness.append(noteAdded('lost'));
    harness.appendAndPublish(noteAdded('a gap'));
    await harness.settle();
    harness.append(noteAdded('lost, too'));
    harness.appendAndPublish(noteAdded('another gap'));
    await harness.settle();
    answered.resolve();
    await harness.settle();
    expect(viewer.seqs()).toEqual([1, 2, 3, 4, 5]);
  });

  it('reads again once it is subscribed, for a bus may take its time', async () => {
    const subscribed = Promise.withResolvers<void>();
    const { subscribe } = harness.bus;
    harness.bus.subscribe = async (topic, listener) => {
      await subscribed.promise;
      return subscribe(topic, listener);
    };
    const viewer = await harness.subscribe();
    harness.appendAndPublish(noteAdded('before it listens'));
    await harness.settle();
    expect(viewer.seqs()).toEqual([1]);
    subscribed.resolve();
    await harness.settle();
    expect(viewer.seqs()).toEqual([1, 2]);
  });

  it('ignores what is not a message of ours', async () => {
    const viewer = await harness.subscribe();
    harness.bus.publish('debate/d1', 'nonsense');
    harness.bus.publish('debate/d1', '{"kind":"events","events":[{"seq":"2"}]}');
    harness.appendAndPublish(noteAdded('fine'));
    await harness.settle();
    expect(viewer.seqs()).toEqual([1, 2]);
  });

  it('closes a viewer who is too far behind, with its cursor, and nobody else', async () => {
    const [viewer, other] = [await harness.subscribe(), await harness.subscribe()];
    viewer.unsent = evictAtUnsentBytes + 1;
    harness.appendAndPublish(noteAdded('two'));
    harness.appendAndPublish(noteAdded('three'));
    await harness.settle();
    expect(viewer.ends).toEqual([['slow', 1]]);
    expect(viewer.seqs()).toEqual([1]);
    expect(other.seqs()).toEqual([1, 2, 3]);
    expect(harness.stats.slow).toBe(1);
  });

  it('replays a long log no faster than the viewer takes it', async () => {
    harness.append(...notes(100));
    const viewer = createTestViewer();
    viewer.unsent = dropDeltasAtUnsentBytes + 1;
    harness.hub.subscribe({ tenant: 'local', debate: 'd1' }, 0, viewer);
    await harness.settle();
    expect(viewer.seqs()).toEqual([1]);
    // It gets what happens meanwhile in its turn, and not out of order.
    harness.appendAndPublish(noteAdded('live'));
    await harness.settle();
    for (let taken = 1; taken < 102; taken += 1) {
      expect(viewer.seqs()).toHaveLength(taken);
      viewer.flush();
      viewer.unsent = dropDeltasAtUnsentBytes + 1;
      await harness.settle();
    }
    expect(viewer.seqs()).toEqual(harness.store.log('d1').map(({ seq }) => seq));
  });
});
