import { beforeEach, describe, expect, it } from 'vitest';
import { completed, note, started, superseded } from '../support/debate-events.ts';
import { contract, type Followed, followDebate } from '../support/followed-debate.ts';

const { coalesceMs, viewerLagBytesMax } = contract.live;

describe('what turns say while they are spoken', () => {
  let d1: Followed;

  beforeEach(() => {
    d1 = followDebate();
  });

  it('sends text while it is spoken, each piece once', async () => {
    const viewer = await d1.watch();
    d1.appendAndTell(started('t'));
    d1.delta('To be', 0);
    d1.delta('To be', 0);
    d1.delta('be or', 3);
    await d1.settle();
    expect(viewer.deltas()).toEqual([
      [0, 'To be'],
      [5, ' or'],
    ]);
  });

  it('gives a late viewer what has been said, after the stored events', async () => {
    await d1.watch();
    d1.appendAndTell(started('t'));
    d1.delta('To be', 0);
    await d1.settle();
    const late = await d1.watch();
    d1.delta(' or', 5);
    await d1.settle();
    expect(late.frames.map(({ type }) => type)).toEqual([
      'debate.created',
      'turn.started',
      'turn.snapshot',
      'turn.delta',
    ]);
    expect(late.texts()).toEqual({ t: 'To be or' });
  });

  it('asks for what was said before anybody watched here, and for what was lost', async () => {
    const worker = d1.openDeltas();
    d1.append(started('t'));
    worker.speak('t', 1, 'To be');
    const viewer = await d1.watch();
    d1.timers.advance(coalesceMs);
    await d1.settle();
    expect(viewer.texts()).toEqual({ t: 'To be' });

    d1.delta('?', 90);
    await d1.settle();
    worker.speak('t', 1, ' or not');
    d1.timers.advance(coalesceMs);
    await d1.settle();
    expect(viewer.texts()).toEqual({ t: 'To be or not' });
  });

  it('asks again with the poll when the question or its answer was lost', async () => {
    const worker = d1.openDeltas();
    worker.speak('t', 1, 'To be');
    d1.timers.advance(coalesceMs);
    d1.append(started('t'));
    d1.lost = (topic) => topic.startsWith('ask/');
    const viewer = await d1.watch();
    await d1.poll();
    expect(viewer.texts()).toEqual({ t: '' });
    d1.lost = () => false;
    await d1.poll();
    d1.timers.advance(coalesceMs);
    await d1.settle();
    expect(viewer.texts()).toEqual({ t: 'To be' });
  });

  it('never sends text of an attempt that is over, or not begun in the log', async () => {
    const viewer = await d1.watch();
    d1.delta('too early', 0);
    d1.appendAndTell(started('t'), superseded('t'), started('t', 2));
    d1.delta('a worker that does not know that it is dead', 0, 1);
    d1.delta('To be', 0, 2);
    d1.appendAndTell(completed('t', 2));
    d1.delta(' too late', 5, 2);
    await d1.settle();
    expect(viewer.deltas()).toEqual([[0, 'To be']]);
    expect((await d1.watch()).deltas()).toEqual([]);
  });

  it('spares a viewer who lags the deltas, and gives a snapshot once it has caught up', async () => {
    const viewer = await d1.watch();
    const other = await d1.watch();
    d1.appendAndTell(started('t'));
    await d1.settle();
    viewer.unsent = viewerLagBytesMax + 1;
    d1.delta('To ', 0);
    d1.delta('be', 3);
    d1.appendAndTell(note('events still come'));
    await d1.settle();
    expect(viewer.deltas()).toEqual([]);
    expect(viewer.seqs()).toEqual([1, 2, 3]);
    expect(d1.counts).toMatchObject({ deltasDropped: 2, snapshots: 0 });

    viewer.flush();
    await d1.settle();
    expect(viewer.texts()).toEqual({ t: 'To be' });
    d1.delta(' or', 5);
    await d1.settle();
    expect(viewer.deltas()).toEqual([[5, ' or']]);
    expect(other.deltas()).toHaveLength(3);
    expect(d1.counts).toMatchObject({ deltasDropped: 2, snapshots: 1 });
  });
});
