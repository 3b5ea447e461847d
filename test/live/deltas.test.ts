import { beforeEach, describe, expect, it } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import { type Bus, createLocalBus } from '../../app/live/bus.ts';
import { createDeltas, type Deltas } from '../../app/live/deltas.ts';
import { type Message, readMessage, topics } from '../../app/live/messages.ts';
import { createManualTimers, type ManualTimers } from '../support/manual-timers.ts';

const key = { tenant: 'local', debate: 'd1' };

const contract = profile('test');
const { coalesceMs } = contract.live;

describe('the deltas of a debate', () => {
  let bus: Bus;
  let timers: ManualTimers;
  let deltas: Deltas;
  let messages: (Message | null)[];

  beforeEach(async () => {
    bus = createLocalBus();
    timers = createManualTimers();
    messages = [];
    await bus.subscribe(topics.debate(key), (text) => messages.push(readMessage(text)));
    deltas = createDeltas({ key, bus, contract, timers });
  });

  async function pass(ms: number): Promise<void> {
    await Promise.resolve();
    timers.advance(ms);
    await Promise.resolve();
  }

  it('of all its turns travel as one message, after they have been joined for a moment', async () => {
    deltas.speak('r0.propose.a1', 1, 'I ');
    deltas.speak('r0.propose.a2', 1, 'No.');
    deltas.speak('r0.propose.a1', 1, 'think');
    await pass(coalesceMs - 1);
    expect(messages).toEqual([]);
    await pass(1);
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

  it('continue at the offset where the last one ended, and at 0 with a new attempt', async () => {
    for (const [attempt, text] of [
      [1, 'naïve 😀'],
      [1, ' text'],
      [2, 'again'],
    ] as const) {
      deltas.speak('t', attempt, text);
      await pass(coalesceMs);
    }
    expect(messages).toMatchObject([
      { deltas: [{ attempt: 1, offset: 0, text: 'naïve 😀' }] },
      { deltas: [{ attempt: 1, offset: 8, text: ' text' }] },
      { deltas: [{ attempt: 2, offset: 0, text: 'again' }] },
    ]);
  });

  it('are all sent when a turn ends, and none after', async () => {
    deltas.speak('t', 1, 'the end');
    deltas.end('t');
    await Promise.resolve();
    expect(messages).toMatchObject([{ deltas: [{ text: 'the end' }] }]);
    await pass(10 * coalesceMs);
    expect(messages).toHaveLength(1);
  });

  it('are given as a snapshot to those who ask, in one answer to many', async () => {
    deltas.speak('t1', 1, 'all that');
    deltas.speak('t2', 1, 'over');
    deltas.end('t2');
    deltas.speak('t1', 1, ' was said');
    for (let asking = 0; asking < 5; asking += 1) bus.publish(topics.ask(key), '');
    await pass(coalesceMs);
    expect(messages.slice(1)).toMatchObject([
      { kind: 'deltas' },
      { kind: 'snapshots', snapshots: [{ turn: 't1', attempt: 1, text: 'all that was said' }] },
    ]);
    await pass(10 * coalesceMs);
    expect(messages).toHaveLength(3);
  });

  it('are silent once they are closed', async () => {
    deltas.speak('t', 1, 'never heard');
    deltas.close();
    await Promise.resolve();
    bus.publish(topics.ask(key), '');
    await pass(10 * coalesceMs);
    expect(messages).toEqual([]);
  });
});

describe('a message on the bus', () => {
  it.each([
    '',
    'null',
    '[]',
    '{"kind":"later"}',
    '{"kind":"events","events":[{}]}',
    '{"kind":"deltas","deltas":[{"turn":"t"}]}',
  ])('that this version cannot read (%s) is ignored', (text) => expect(readMessage(text)).toBeNull());
});
