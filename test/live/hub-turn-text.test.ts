import { beforeEach, describe, expect, it } from 'vitest';
import { noteAdded, turnCompleted, turnStarted, turnSuperseded } from '../support/debates/events.ts';
import { contract, createHubHarness, type HubHarness } from '../support/live/hub-harness.ts';

const { deltaBatchMs, dropDeltasAtUnsentBytes } = contract.live;

describe('the live text of turns', () => {
  let harness: HubHarness;

  beforeEach(() => {
    harness = createHubHarness();
  });

  it('is sent while the turn runs, each piece once', async () => {
    const viewer = await harness.subscribe();
    harness.appendAndPublish(turnStarted('t'));
    harness.publishDelta('To be', 0);
    harness.publishDelta('To be', 0);
    harness.publishDelta('be or', 3);
    await harness.settle();
    expect(viewer.deltas()).toEqual([
      [0, 'To be'],
      [5, ' or'],
    ]);
  });

  it('is sent to a late viewer as a snapshot after the stored events', async () => {
    await harness.subscribe();
    harness.appendAndPublish(turnStarted('t'));
    harness.publishDelta('To be', 0);
    await harness.settle();
    const late = await harness.subscribe();
    harness.publishDelta(' or', 5);
    await harness.settle();
    expect(late.frames.map(({ type }) => type)).toEqual([
      'debate.created',
      'turn.started',
      'turn.snapshot',
      'turn.delta',
    ]);
    expect(late.textByTurn()).toEqual({ t: 'To be or' });
  });

  it('is requested from the worker for the time before the first viewer, and after a loss', async () => {
    const worker = harness.openDeltaPublisher();
    harness.append(turnStarted('t'));
    worker.append('t', 1, 'To be');
    const viewer = await harness.subscribe();
    harness.clock.advance(deltaBatchMs);
    await harness.settle();
    expect(viewer.textByTurn()).toEqual({ t: 'To be' });

    harness.publishDelta('?', 90);
    await harness.settle();
    worker.append('t', 1, ' or not');
    harness.clock.advance(deltaBatchMs);
    await harness.settle();
    expect(viewer.textByTurn()).toEqual({ t: 'To be or not' });
  });

  it('is requested again on the poll when the request or its answer was lost', async () => {
    const worker = harness.openDeltaPublisher();
    worker.append('t', 1, 'To be');
    harness.clock.advance(deltaBatchMs);
    harness.append(turnStarted('t'));
    harness.isLost = (topic) => topic.startsWith('ask/');
    const viewer = await harness.subscribe();
    await harness.poll();
    expect(viewer.textByTurn()).toEqual({ t: '' });
    harness.isLost = () => false;
    await harness.poll();
    harness.clock.advance(deltaBatchMs);
    await harness.settle();
    expect(viewer.textByTurn()).toEqual({ t: 'To be' });
  });

  it('is not sent for an attempt that has ended, or has not started in the log', async () => {
    const viewer = await harness.subscribe();
    harness.publishDelta('too early', 0);
    harness.appendAndPublish(turnStarted('t'), turnSuperseded('t'), turnStarted('t', 2));
    harness.publishDelta('a worker that does not know that it is dead', 0, 1);
    harness.publishDelta('To be', 0, 2);
    harness.appendAndPublish(turnCompleted('t', 2));
    harness.publishDelta(' too late', 5, 2);
    await harness.settle();
    expect(viewer.deltas()).toEqual([[0, 'To be']]);
    expect((await harness.subscribe()).deltas()).toEqual([]);
  });

  it('is dropped for a lagging viewer, who receives a snapshot once it has caught up', async () => {
    const viewer = await harness.subscribe();
    const other = await harness.subscribe();
    harness.appendAndPublish(turnStarted('t'));
    await harness.settle();
    viewer.unsent = dropDeltasAtUnsentBytes + 1;
    harness.publishDelta('To ', 0);
    harness.publishDelta('be', 3);
    harness.appendAndPublish(noteAdded('events still come'));
    await harness.settle();
    expect(viewer.deltas()).toEqual([]);
    expect(viewer.seqs()).toEqual([1, 2, 3]);
    expect(harness.stats).toMatchObject({ deltasDropped: 2, snapshots: 0 });

    viewer.flush();
    await harness.settle();
    expect(viewer.textByTurn()).toEqual({ t: 'To be' });
    harness.publishDelta(' or', 5);
    await harness.settle();
    expect(viewer.deltas()).toEqual([[5, ' or']]);
    expect(other.deltas()).toHaveLength(3);
    expect(harness.stats).toMatchObject({ deltasDropped: 2, snapshots: 1 });
  });
});
