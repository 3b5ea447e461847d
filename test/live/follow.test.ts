import { beforeEach, describe, expect, it } from 'vitest';
import { envelope } from '../../app/debate/frames.ts';
import { cancelled, created, note } from '../support/debate-events.ts';
import { contract, type Followed, followDebate } from '../support/followed-debate.ts';
import { createTestViewer } from '../support/test-viewer.ts';

const { replayPageEvents, viewerLagBytesMax, viewerQueueBytesMax } = contract.live;

describe('following a debate', () => {
  let d1: Followed;

  beforeEach(() => {
    d1 = followDebate();
  });

  const notes = (count: number) => Array.from({ length: count }, (_, index) => note(`${index}`));

  it('gives the stored events, in pages, and then those that come', async () => {
    d1.append(...notes(3 * replayPageEvents));
    const viewer = await d1.watch();
    d1.appendAndTell(note('live'));
    await d1.settle();
    expect(viewer.frames).toEqual(d1.store.log('d1').map(envelope));
  });

  it.each([
    [0, 'snapshot', 1],
    [3, 'resumed', 4],
    [9, 'reset', 1],
  ])('says how it begins: after %i, %s, from %i', async (after, how, first) => {
    d1.append(...notes(4));
    const viewer = await d1.watch(after);
    expect(viewer.told[0]).toEqual({ how, seq: 5, ended: false });
    expect(viewer.seqs()[0]).toBe(first);
    expect(d1.counts.resets).toBe(how === 'reset' ? 1 : 0);
  });

  it('believes a viewer who has seen more than this process has heard of', async () => {
    await d1.watch();
    d1.append(...notes(3));
    const viewer = await d1.watch(4);
    expect(viewer.told[0]).toMatchObject({ how: 'resumed' });
    d1.append(note('next'));
    await d1.poll();
    expect(viewer.seqs()).toEqual([5]);
  });

  it('reads the log again where hints have been lost, at the latest with the next poll', async () => {
    const viewer = await d1.watch();
    d1.append(note('its hint is lost'));
    d1.appendAndTell(note('a gap'));
    await d1.settle();
    expect(viewer.seqs()).toEqual([1, 2, 3]);
    d1.append(note('lost, too'));
    await d1.settle();
    expect(viewer.seqs()).toEqual([1, 2, 3]);
    await d1.poll();
    expect(viewer.seqs()).toEqual([1, 2, 3, 4]);
  });

  it('reads nothing where hints arrive: a thousand viewers cost no more than one', async () => {
    const viewers = await Promise.all(Array.from({ length: 20 }, () => d1.watch()));
    const { events } = d1.store.reads;
    d1.appendAndTell(note('one'), note('two'));
    await d1.settle();
    expect(d1.store.reads.events).toBe(events);
    await d1.watch(3);
    expect(d1.store.reads.events).toBe(events);
    expect(viewers.map((viewer) => viewer.seqs())).toEqual(viewers.map(() => [1, 2, 3]));
  });

  it('reads once for all who come back at the same time', async () => {
    d1.append(...notes(3));
    await d1.watch();
    const { events } = d1.store.reads;
    await Promise.all(Array.from({ length: 20 }, () => d1.watch(1)));
    expect(d1.store.reads.events).toBe(events + 1);
  });

  it('polls all debates in one query, and none when nobody watches', async () => {
    await d1.poll();
    expect(d1.store.reads.heads).toBe(0);
    d1.store.append('d2', created);
    const viewer = await d1.watch();
    const leave = d1.hub.follow({ tenant: 'local', debate: 'd2' }, 0, createTestViewer());
    await d1.poll();
    expect(d1.store.reads.heads).toBe(1);
    leave();
    viewer.leave();
    await d1.poll();
    expect(d1.store.reads.heads).toBe(1);
  });

  it('ends after the last event, also for who comes after it', async () => {
    const viewer = await d1.watch();
    d1.appendAndTell(cancelled);
    await d1.settle();
    const late = await d1.watch(1);
    const nothingLeft = await d1.watch(2);
    for (const { overs } of [viewer, late, nothingLeft]) expect(overs).toEqual([['ended', 2]]);
    expect([viewer.seqs(), late.seqs(), nothingLeft.seqs()]).toEqual([[1, 2], [2], []]);
    expect(nothingLeft.told).toEqual([{ how: 'resumed', seq: 2, ended: true }]);
  });

  it('says that there is no such debate, or that it has been deleted', async () => {
    const nowhere = createTestViewer();
    d1.hub.follow({ tenant: 'local', debate: 'nowhere' }, 0, nowhere);
    const viewer = await d1.watch();
    d1.store.remove('d1');
    await d1.poll();
    expect(nowhere.overs).toEqual([['missing', 0]]);
    expect(viewer.overs).toEqual([['missing', 1]]);
  });

  it('outlasts a store that fails, at every point', async () => {
    d1.store.before = () => Promise.reject(new Error('the database is away'));
    const first = await d1.watch();
    await d1.poll();
    d1.store.before = async () => {};
    await d1.poll();
    expect(first.seqs()).toEqual([1]);

    d1.store.before = () => Promise.reject(new Error('the database is away'));
    d1.append(note('lost'));
    d1.appendAndTell(note('a gap'));
    const second = await d1.watch(1);
    await d1.poll();
    d1.store.before = async () => {};
    await d1.poll();
    expect(first.seqs()).toEqual([1, 2, 3]);
    expect(second.seqs()).toEqual([2, 3]);
    expect(d1.errors.length).toBeGreaterThan(3);
  });

  it('sends nothing to a viewer who has left, even if a read is under way', async () => {
    const answered = Promise.withResolvers<void>();
    d1.store.before = () => answered.promise;
    const viewer = await d1.watch();
    viewer.leave();
    viewer.leave();
    answered.resolve();
    await d1.settle();
    d1.appendAndTell(note('later'));
    await d1.settle();
    expect(viewer.frames).toEqual([]);
    expect(viewer.told).toEqual([]);
  });

  it('reads again when it hears of more while a read is under way', async () => {
    const viewer = await d1.watch();
    const answered = Promise.withResolvers<void>();
    d1.store.before = () => answered.promise;
    d1.append(note('lost'));
    d1.appendAndTell(note('a gap'));
    await d1.settle();
    d1.append(note('lost, too'));
    d1.appendAndTell(note('another gap'));
    await d1.settle();
    answered.resolve();
    await d1.settle();
    expect(viewer.seqs()).toEqual([1, 2, 3, 4, 5]);
  });

  it('reads again once it is subscribed, for a bus may take its time', async () => {
    const subscribed = Promise.withResolvers<void>();
    const { subscribe } = d1.bus;
    d1.bus.subscribe = async (topic, listener) => {
      await subscribed.promise;
      return subscribe(topic, listener);
    };
    const viewer = await d1.watch();
    d1.appendAndTell(note('before it listens'));
    await d1.settle();
    expect(viewer.seqs()).toEqual([1]);
    subscribed.resolve();
    await d1.settle();
    expect(viewer.seqs()).toEqual([1, 2]);
  });

  it('ignores what is not a message of ours', async () => {
    const viewer = await d1.watch();
    d1.bus.publish('debate/d1', 'nonsense');
    d1.bus.publish('debate/d1', '{"kind":"events","events":[{"seq":"2"}]}');
    d1.appendAndTell(note('fine'));
    await d1.settle();
    expect(viewer.seqs()).toEqual([1, 2]);
  });

  it('closes a viewer who is too far behind, with its cursor, and nobody else', async () => {
    const [viewer, other] = [await d1.watch(), await d1.watch()];
    viewer.unsent = viewerQueueBytesMax + 1;
    d1.appendAndTell(note('two'));
    d1.appendAndTell(note('three'));
    await d1.settle();
    expect(viewer.overs).toEqual([['slow', 1]]);
    expect(viewer.seqs()).toEqual([1]);
    expect(other.seqs()).toEqual([1, 2, 3]);
    expect(d1.counts.slow).toBe(1);
  });

  it('replays a long log no faster than the viewer takes it', async () => {
    d1.append(...notes(100));
    const viewer = createTestViewer();
    viewer.unsent = viewerLagBytesMax + 1;
    d1.hub.follow({ tenant: 'local', debate: 'd1' }, 0, viewer);
    await d1.settle();
    expect(viewer.seqs()).toEqual([1]);
    // It gets what happens meanwhile in its turn, and not out of order.
    d1.appendAndTell(note('live'));
    await d1.settle();
    for (let taken = 1; taken < 102; taken += 1) {
      expect(viewer.seqs()).toHaveLength(taken);
      viewer.flush();
      viewer.unsent = viewerLagBytesMax + 1;
      await d1.settle();
    }
    expect(viewer.seqs()).toEqual(d1.store.log('d1').map(({ seq }) => seq));
  });
});
