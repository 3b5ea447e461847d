import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import { envelope } from '../../app/debate/frames.ts';
import { type Bus, createLocalBus } from '../../app/live/bus.ts';
import { createCounts, type LiveCounts } from '../../app/live/counts.ts';
import { createDeltas } from '../../app/live/deltas.ts';
import { createHub, type Hub } from '../../app/live/follow.ts';
import { publish, publishEvents } from '../../app/live/messages.ts';
import { cancelled, completed, created, note, started, superseded } from '../support/debate-events.ts';
import { createManualTimers, type ManualTimers } from '../support/manual-timers.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import { createTestViewer, type TestViewer } from '../support/test-viewer.ts';

const contract = profile('test');
const { pollMs, coalesceMs, replayPageEvents, viewerLagBytesMax, viewerQueueBytesMax } = contract.live;

describe('following a debate', () => {
  let store: MemoryStore;
  let bus: Bus;
  /** Whether what is published on a topic is lost. */
  let lost: (topic: string) => boolean;
  let timers: ManualTimers;
  let counts: LiveCounts;
  let hub: Hub;
  let errors: unknown[];

  beforeEach(() => {
    store = createMemoryStore();
    const local = createLocalBus();
    lost = () => false;
    bus = {
      ...local,
      publish: (topic, message) => {
        if (!lost(topic)) local.publish(topic, message);
      },
    };
    timers = createManualTimers();
    counts = createCounts();
    errors = [];
    hub = createHub({ store, bus, contract, timers, counts, onError: (error) => errors.push(error) });
    store.append('d1', created);
  });

  /** Lets everything happen that waits for nothing but its turn. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 5; round += 1) await turn();
  }

  async function poll(): Promise<void> {
    timers.advance(pollMs);
    await settle();
  }

  async function watch(after = 0): Promise<TestViewer> {
    const viewer = createTestViewer();
    viewer.leave = hub.follow('d1', after, viewer);
    await settle();
    return viewer;
  }

  const append = (...events: Parameters<MemoryStore['append']>[1][]) => store.append('d1', ...events);
  const appendAndTell = (...events: Parameters<MemoryStore['append']>[1][]) =>
    publishEvents(bus, append(...events));
  const notes = (count: number) => Array.from({ length: count }, (_, index) => note(`${index}`));
  const delta = (text: string, offset: number, attempt = 1) =>
    publish(bus, 'd1', { kind: 'deltas', deltas: [{ turn: 't', attempt, offset, text }] });

  it('gives the stored events, in pages, and then those that come', async () => {
    append(...notes(3 * replayPageEvents));
    const viewer = await watch();
    appendAndTell(note('live'));
    await settle();
    expect(viewer.frames).toEqual(store.log('d1').map(envelope));
  });

  it.each([
    [0, 'snapshot', 1],
    [3, 'resumed', 4],
    [9, 'reset', 1],
  ])('says how it begins: after %i, %s, from %i', async (after, how, first) => {
    append(...notes(4));
    const viewer = await watch(after);
    expect(viewer.told[0]).toEqual({ how, seq: 5, ended: false });
    expect(viewer.seqs()[0]).toBe(first);
    expect(counts.resets).toBe(how === 'reset' ? 1 : 0);
  });

  it('believes a viewer who has seen more than this process has heard of', async () => {
    await watch();
    append(...notes(3));
    const viewer = await watch(4);
    expect(viewer.told[0]).toMatchObject({ how: 'resumed' });
    append(note('next'));
    await poll();
    expect(viewer.seqs()).toEqual([5]);
  });

  it('reads the log again where hints have been lost, at the latest with the next poll', async () => {
    const viewer = await watch();
    append(note('its hint is lost'));
    appendAndTell(note('a gap'));
    await settle();
    expect(viewer.seqs()).toEqual([1, 2, 3]);
    append(note('lost, too'));
    await settle();
    expect(viewer.seqs()).toEqual([1, 2, 3]);
    await poll();
    expect(viewer.seqs()).toEqual([1, 2, 3, 4]);
  });

  it('reads nothing where hints arrive: a thousand viewers cost no more than one', async () => {
    const viewers = await Promise.all(Array.from({ length: 20 }, () => watch()));
    const { events } = store.reads;
    appendAndTell(note('one'), note('two'));
    await settle();
    expect(store.reads.events).toBe(events);
    await watch(3);
    expect(store.reads.events).toBe(events);
    expect(viewers.map((viewer) => viewer.seqs())).toEqual(viewers.map(() => [1, 2, 3]));
  });

  it('reads once for all who come back at the same time', async () => {
    append(...notes(3));
    await watch();
    const { events } = store.reads;
    await Promise.all(Array.from({ length: 20 }, () => watch(1)));
    expect(store.reads.events).toBe(events + 1);
  });

  it('polls all debates in one query, and none when nobody watches', async () => {
    await poll();
    expect(store.reads.heads).toBe(0);
    store.append('d2', created);
    const viewer = await watch();
    const leave = hub.follow('d2', 0, createTestViewer());
    await poll();
    expect(store.reads.heads).toBe(1);
    leave();
    viewer.leave();
    await poll();
    expect(store.reads.heads).toBe(1);
  });

  it('ends after the last event, also for who comes after it', async () => {
    const viewer = await watch();
    appendAndTell(cancelled);
    await settle();
    const late = await watch(1);
    const nothingLeft = await watch(2);
    for (const { overs } of [viewer, late, nothingLeft]) expect(overs).toEqual([['ended', 2]]);
    expect([viewer.seqs(), late.seqs(), nothingLeft.seqs()]).toEqual([[1, 2], [2], []]);
    expect(nothingLeft.told).toEqual([{ how: 'resumed', seq: 2, ended: true }]);
  });

  it('says that there is no such debate, or that it has been deleted', async () => {
    const nowhere = createTestViewer();
    hub.follow('nowhere', 0, nowhere);
    const viewer = await watch();
    store.remove('d1');
    await poll();
    expect(nowhere.overs).toEqual([['missing', 0]]);
    expect(viewer.overs).toEqual([['missing', 1]]);
  });

  it('outlasts a store that fails, at every point', async () => {
    store.before = () => Promise.reject(new Error('the database is away'));
    const first = await watch();
    await poll();
    store.before = async () => {};
    await poll();
    expect(first.seqs()).toEqual([1]);

    store.before = () => Promise.reject(new Error('the database is away'));
    append(note('lost'));
    appendAndTell(note('a gap'));
    const second = await watch(1);
    await poll();
    store.before = async () => {};
    await poll();
    expect(first.seqs()).toEqual([1, 2, 3]);
    expect(second.seqs()).toEqual([2, 3]);
    expect(errors.length).toBeGreaterThan(3);
  });

  it('sends nothing to a viewer who has left, even if a read is under way', async () => {
    const answered = Promise.withResolvers<void>();
    store.before = () => answered.promise;
    const viewer = await watch();
    viewer.leave();
    viewer.leave();
    answered.resolve();
    await settle();
    appendAndTell(note('later'));
    await settle();
    expect(viewer.frames).toEqual([]);
    expect(viewer.told).toEqual([]);
  });

  it('sends text while it is spoken, each piece once', async () => {
    const viewer = await watch();
    appendAndTell(started('t'));
    delta('To be', 0);
    delta('To be', 0);
    delta('be or', 3);
    await settle();
    expect(viewer.deltas()).toEqual([
      [0, 'To be'],
      [5, ' or'],
    ]);
  });

  it('gives a late viewer what has been said, after the stored events', async () => {
    await watch();
    appendAndTell(started('t'));
    delta('To be', 0);
    await settle();
    const late = await watch();
    delta(' or', 5);
    await settle();
    expect(late.frames.map(({ type }) => type)).toEqual([
      'debate.created',
      'turn.started',
      'turn.snapshot',
      'turn.delta',
    ]);
    expect(late.texts()).toEqual({ t: 'To be or' });
  });

  it('asks for what was said before anybody watched here, and for what was lost', async () => {
    const worker = createDeltas({ debate: 'd1', bus, contract, timers });
    append(started('t'));
    worker.speak('t', 1, 'To be');
    const viewer = await watch();
    timers.advance(coalesceMs);
    await settle();
    expect(viewer.texts()).toEqual({ t: 'To be' });

    delta('?', 90);
    await settle();
    worker.speak('t', 1, ' or not');
    timers.advance(coalesceMs);
    await settle();
    expect(viewer.texts()).toEqual({ t: 'To be or not' });
  });

  it('asks again with the poll when the question or its answer was lost', async () => {
    const worker = createDeltas({ debate: 'd1', bus, contract, timers });
    worker.speak('t', 1, 'To be');
    timers.advance(coalesceMs);
    append(started('t'));
    lost = (topic) => topic.startsWith('ask/');
    const viewer = await watch();
    await poll();
    expect(viewer.texts()).toEqual({ t: '' });
    lost = () => false;
    await poll();
    timers.advance(coalesceMs);
    await settle();
    expect(viewer.texts()).toEqual({ t: 'To be' });
  });

  it('reads again when it hears of more while a read is under way', async () => {
    const viewer = await watch();
    const answered = Promise.withResolvers<void>();
    store.before = () => answered.promise;
    append(note('lost'));
    appendAndTell(note('a gap'));
    await settle();
    append(note('lost, too'));
    appendAndTell(note('another gap'));
    await settle();
    answered.resolve();
    await settle();
    expect(viewer.seqs()).toEqual([1, 2, 3, 4, 5]);
  });

  it('reads again once it is subscribed, for a bus may take its time', async () => {
    const subscribed = Promise.withResolvers<void>();
    const { subscribe } = bus;
    bus.subscribe = async (topic, listener) => {
      await subscribed.promise;
      return subscribe(topic, listener);
    };
    const viewer = await watch();
    appendAndTell(note('before it listens'));
    await settle();
    expect(viewer.seqs()).toEqual([1]);
    subscribed.resolve();
    await settle();
    expect(viewer.seqs()).toEqual([1, 2]);
  });

  it('never sends text of an attempt that is over, or not begun in the log', async () => {
    const viewer = await watch();
    delta('too early', 0);
    appendAndTell(started('t'), superseded('t'), started('t', 2));
    delta('a worker that does not know that it is dead', 0, 1);
    delta('To be', 0, 2);
    appendAndTell(completed('t', 2));
    delta(' too late', 5, 2);
    await settle();
    expect(viewer.deltas()).toEqual([[0, 'To be']]);
    expect((await watch()).deltas()).toEqual([]);
  });

  it('ignores what is not a message of ours', async () => {
    const viewer = await watch();
    bus.publish('debate/d1', 'nonsense');
    bus.publish('debate/d1', '{"kind":"events","events":[{"seq":"2"}]}');
    appendAndTell(note('fine'));
    await settle();
    expect(viewer.seqs()).toEqual([1, 2]);
  });

  it('spares a viewer who lags the deltas, and gives a snapshot once it has caught up', async () => {
    const viewer = await watch();
    const other = await watch();
    appendAndTell(started('t'));
    await settle();
    viewer.unsent = viewerLagBytesMax + 1;
    delta('To ', 0);
    delta('be', 3);
    appendAndTell(note('events still come'));
    await settle();
    expect(viewer.deltas()).toEqual([]);
    expect(viewer.seqs()).toEqual([1, 2, 3]);
    expect(counts).toMatchObject({ deltasDropped: 2, snapshots: 0 });

    viewer.flush();
    await settle();
    expect(viewer.texts()).toEqual({ t: 'To be' });
    delta(' or', 5);
    await settle();
    expect(viewer.deltas()).toEqual([[5, ' or']]);
    expect(other.deltas()).toHaveLength(3);
    expect(counts).toMatchObject({ deltasDropped: 2, snapshots: 1 });
  });

  it('closes a viewer who is too far behind, with its cursor, and nobody else', async () => {
    const [viewer, other] = [await watch(), await watch()];
    viewer.unsent = viewerQueueBytesMax + 1;
    appendAndTell(note('two'));
    appendAndTell(note('three'));
    await settle();
    expect(viewer.overs).toEqual([['slow', 1]]);
    expect(viewer.seqs()).toEqual([1]);
    expect(other.seqs()).toEqual([1, 2, 3]);
    expect(counts.slow).toBe(1);
  });

  it('replays a long log no faster than the viewer takes it', async () => {
    append(...notes(100));
    const viewer = createTestViewer();
    viewer.unsent = viewerLagBytesMax + 1;
    hub.follow('d1', 0, viewer);
    await settle();
    expect(viewer.seqs()).toEqual([1]);
    // It gets what happens meanwhile in its turn, and not out of order.
    appendAndTell(note('live'));
    await settle();
    for (let taken = 1; taken < 102; taken += 1) {
      expect(viewer.seqs()).toHaveLength(taken);
      viewer.flush();
      viewer.unsent = viewerLagBytesMax + 1;
      await settle();
    }
    expect(viewer.seqs()).toEqual(store.log('d1').map(({ seq }) => seq));
  });
});
