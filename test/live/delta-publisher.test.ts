import { beforeEach, describe, expect, it } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import { type Bus, createLocalBus } from '../../app/live/bus.ts';
import { createDeltaPublisher, type DeltaPublisher } from '../../app/live/delta-publisher.ts';
import { type DebateMessage, parseDebateMessage, topics } from '../../app/live/messages.ts';
import { createBatchTimer } from '../../app/shared/batch-timer.ts';
import { createManualClock, type ManualClock } from '../support/clocks/manual-clock.ts';

const key = { tenant: 'local', debate: 'd1' };

const contract = profile('test');
const { deltaBatchMs } = contract.live;

describe('a delta publisher', () => {
  let bus: Bus;
  let clock: ManualClock;
  let publisher: DeltaPublisher;
  let messages: (DebateMessage | null)[];

  beforeEach(async () => {
    bus = createLocalBus();
    clock = createManualClock();
    messages = [];
    await bus.subscribe(topics.debate(key), (text) => messages.push(parseDebateMessage(text)));
    publisher = createDeltaPublisher({ key, bus, batchTimer: createBatchTimer(clock, deltaBatchMs) });
  });

  async function advance(ms: number): Promise<void> {
    await Promise.resolve();
    clock.advance(ms);
    await Promise.resolve();
  }

  it('publishes the deltas of all turns as one message after the batch time', async () => {
    publisher.append('r0.propose.a1', 1, 'I ');
    publisher.append('r0.propose.a2', 1, 'No.');
    publisher.append('r0.propose.a1', 1, 'think');
    await advance(deltaBatchMs - 1);
    expect(messages).toEqual([]);
    await advance(1);
    expect(messages).toEqual([
      {
        kind: 'deltas',
        deltas: [
          { turn: 'r0.propose.a1', attempt: 1, offset: 0, text: 'I think' },
          { turn: 'r0.propose.a2', attempt: 1, offset: 0, text: 'No.' },
        ],
      },
    ]);
  });

  it('continues at the offset of the previous delta, and at 0 with a new attempt', async () => {
    for (const [attempt, text] of [
      [1, 'naïve 😀'],
      [1, ' text'],
      [2, 'again'],
    ] as const) {
      publisher.append('t', attempt, text);
      await advance(deltaBatchMs);
    }
    expect(messages).toMatchObject([
      { deltas: [{ attempt: 1, offset: 0, text: 'naïve 😀' }] },
      { deltas: [{ attempt: 1, offset: 8, text: ' text' }] },
      { deltas: [{ attempt: 2, offset: 0, text: 'again' }] },
    ]);
  });

  it('publishes the rest of a turn when it ends, and nothing after', async () => {
    publisher.append('t', 1, 'the end');
    publisher.finishTurn('t');
    await Promise.resolve();
    expect(messages).toMatchObject([{ deltas: [{ text: 'the end' }] }]);
    await advance(10 * deltaBatchMs);
    expect(messages).toHaveLength(1);
  });

  it('answers several requests for a snapshot with one message', async () => {
    publisher.append('t1', 1, 'all that');
    publisher.append('t2', 1, 'over');
    publisher.finishTurn('t2');
    publisher.append('t1', 1, ' was said');
    for (let request = 0; request < 5; request += 1) bus.publish(topics.snapshotRequest(key), '');
    await advance(deltaBatchMs);
    expect(messages.slice(1)).toMatchObject([
      { kind: 'snapshots', snapshots: [{ turn: 't1', attempt: 1, text: 'all that was said' }] },
    ]);
    await advance(10 * deltaBatchMs);
    expect(messages).toHaveLength(2);
  });

  it('publishes nothing once it is closed', async () => {
    publisher.append('t', 1, 'never sent');
    publisher.close();
    await Promise.resolve();
    bus.publish(topics.snapshotRequest(key), '');
    await advance(10 * deltaBatchMs);
    expect(messages).toEqual([]);
  });
});

describe('parsing a bus message', () => {
  it.each([
    '',
    'null',
    '[]',
    '{"kind":"later"}',
    '{"kind":"events","events":[{}]}',
    '{"kind":"deltas","deltas":[{"turn":"t"}]}',
  ])('returns null for an invalid or unknown message: %s', (text) =>
    expect(parseDebateMessage(text)).toBeNull(),
  );
});
