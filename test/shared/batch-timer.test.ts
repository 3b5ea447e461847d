import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { type BatchTimer, createBatchTimer } from '../../app/shared/batch-timer.ts';
import { createManualClock, type ManualClock } from '../support/clocks/manual-clock.ts';

const ms = 50;

let clock: ManualClock;
let timer: BatchTimer;
let done: string[];

beforeEach(() => {
  clock = createManualClock();
  timer = createBatchTimer(clock, ms);
  done = [];
});

const record = (name: string) => () => void done.push(name);

test('callbacks run once, within the time of a batch', () => {
  const first = record('first');
  timer.add(first);
  clock.advance(ms - 1);
  timer.add(first);
  timer.add(record('second'));
  expect(done).toEqual([]);
  clock.advance(1);
  expect(done).toEqual(['first']);
  clock.advance(ms);
  expect(done).toEqual(['first', 'second']);
  expect(clock.nextInMs()).toBeNull();
});

test('batches grow with the load of the process, up to those of a busy one', () => {
  let load = 0;
  timer = createBatchTimer(clock, ms, { ms: 2 * ms, readLoad: () => load });
  const batchMsAt = (value: number): number => {
    load = value;
    const before = done.length;
    timer.add(record('run'));
    let waitedMs = 0;
    for (; done.length === before; waitedMs += 1) clock.advance(1);
    return waitedMs;
  };
  expect([0, 0.2, 0.35, 0.5, 1].map(batchMsAt)).toEqual([ms, ms, 1.5 * ms, 2 * ms, 2 * ms]);
});

test('a callback that is taken back does not run', () => {
  const run = record('run');
  timer.add(run);
  timer.cancel(run);
  clock.advance(ms);
  expect(done).toEqual([]);
  expect(clock.nextInMs()).toBeNull();
});

test('groups are read in turn, each once in the time of a batch', () => {
  for (const group of [0, 1, 2, 3, 4, 5]) timer.addRead(group, record(`${group}`));
  const counts: number[] = [];
  for (let advanced = 0; advanced < ms; advanced += ms / 5) {
    clock.advance(ms / 5);
    counts.push(done.length);
  }
  expect(counts.map((count, tick) => count - (counts[tick - 1] ?? 0)).sort()).toEqual([1, 1, 1, 1, 2]);
  expect(done.sort()).toEqual(['0', '1', '2', '3', '4', '5']);
});

test('what the reads of a tick bring is run at its end, even if it was due later', async () => {
  const publish = record('publish');
  timer.addRead(1, () => timer.add(publish));
  timer.add(publish);
  clock.advance(ms / 5);
  expect(done).toEqual([]);
  await turn();
  expect(done).toEqual(['publish']);
  clock.advance(2 * ms);
  expect(done).toEqual(['publish']);
});
