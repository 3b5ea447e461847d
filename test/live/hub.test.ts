import { beforeEach, describe, expect, it } from 'vitest';
import { toEnvelope } from '../../app/debate/core/frames.ts';
import { debateCancelled, debateCreated, noteAdded } from '../support/debates/events.ts';
import { contract, createHubHarness, type HubHarness } from '../support/live/hub-harness.ts';
import { createTestViewer } from '../support/live/test-viewer.ts';

const { replayPageEvents, dropDeltasAtUnsentBytes, evictAtUnsentBytes } = contract.live;

describe('subscribing to a debate', () => {
  let harness: HubHarness;

  beforeEach(() => {
    harness = createHubHarness();
  });

  const notes = (count: number) => Array.from({ length: count }, (_, index) => noteAdded(`${index}`));

  it('sends the stored events in pages, and then the live ones', async () => {
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
  ])('with the cursor %i is announced as %s and starts at %i', async (after, mode, first) => {
    harness.append(...notes(4));
    const viewer = await harness.subscribe(after);
    expect(viewer.subscriptions[0]).toEqual({ mode, seq: 5, hasEnded: false });
    expect(viewer.seqs()[0]).toBe(first);
    expect(harness.stats.resets).toBe(mode === 'reset' ? 1 : 0);
  });

  it('reads the log for a viewer who has more events than this process', async () => {
    await harness.subscribe();
    harness.append(...notes(3));
    const viewer = await harness.subscribe(4);
    expect(viewer.subscriptions[0]).toMatchObject({ mode: 'resumed' });
    harness.append(noteAdded('next'));
    await harness.poll();
    expect(viewer.seqs()).toEqual([5]);
  });

  it('reads the log after lost hints, at the latest on the next poll', async () => {
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

  it('reads nothing while hints arrive, for any number of viewers', async () => {
    const viewers = await Promise.all(Array.from({ length: 20 }, () => harness.subscribe()));
    const { events } = harness.store.reads;
    harness.appendAndPublish(noteAdded('one'), noteAdded('two'));
    await harness.settle();
    expect(harness.store.reads.events).toBe(events);
    await harness.subscribe(3);
    expect(harness.store.reads.events).toBe(events);
    expect(viewers.map((viewer) => viewer.seqs())).toEqual(viewers.map(() => [1, 2, 3]));
  });

  it('reads once for viewers who return at the same time', async () => {
    harness.append(...notes(3));
    await harness.subscribe();
    const { events } = harness.store.reads;
    await Promise.all(Array.from({ length: 20 }, () => harness.subscribe(1)));
    expect(harness.store.reads.events).toBe(events + 1);
  });

  it('polls all watched debates in one query, and none without viewers', async () => {
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

  it('ends after the last event, also for a viewer who comes later', async () => {
    const viewer = await harness.subscribe();
    harness.appendAndPublish(debateCancelled);
    await harness.settle();
    const late = await harness.subscribe(1);
    const upToDate = await harness.subscribe(2);
    for (const { ends } of [viewer, late, upToDate]) expect(ends).toEqual([['ended', 2]]);
    expect([viewer.seqs(), late.seqs(), upToDate.seqs()]).toEqual([[1, 2], [2], []]);
    expect(upToDate.subscriptions).toEqual([{ mode: 'resumed', seq: 2, hasEnded: true }]);
  });

  it('ends with missing for an unknown or deleted debate', async () => {
    const lost = createTestViewer();
    harness.hub.subscribe({ tenant: 'local', debate: 'unknown' }, 0, lost);
    const viewer = await harness.subscribe();
    harness.store.remove('d1');
    await harness.poll();
    expect(lost.ends).toEqual([['missing', 0]]);
    expect(viewer.ends).toEqual([['missing', 1]]);
  });

  it('recovers from store errors at every point', async () => {
    harness.store.beforeAnswer = () => Promise.reject(new Error('the database is unavailable'));
    const first = await harness.subscribe();
    await harness.poll();
    harness.store.beforeAnswer = async () => {};
    await harness.poll();
    expect(first.seqs()).toEqual([1]);

    harness.store.beforeAnswer = () => Promise.reject(new Error('the database is unavailable'));
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

  it('sends nothing to a viewer who has left during a read', async () => {
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

  it('reads again after a hint during a read', async () => {
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

  it('reads again once the bus subscription is active', async () => {
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

  it('ignores invalid bus messages', async () => {
    const viewer = await harness.subscribe();
    harness.bus.publish('debate/d1', 'nonsense');
    harness.bus.publish('debate/d1', '{"kind":"events","events":[{"seq":"2"}]}');
    harness.appendAndPublish(noteAdded('fine'));
    await harness.settle();
    expect(viewer.seqs()).toEqual([1, 2]);
  });

  it('closes only the viewer who is too far behind, with its cursor', async () => {
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

  it('replays a long log no faster than the viewer receives it', async () => {
    harness.append(...notes(100));
    const viewer = createTestViewer();
    viewer.unsent = dropDeltasAtUnsentBytes + 1;
    harness.hub.subscribe({ tenant: 'local', debate: 'd1' }, 0, viewer);
    await harness.settle();
    expect(viewer.seqs()).toEqual([1]);
    // A live event meanwhile comes in its order.
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
