import { expect, test } from 'vitest';
import { createEventLoopLoad } from '../../app/runtime/event-loop-load.ts';

test('the load follows the event loop within a second, and a short stall counts for its share of it', () => {
  const times = { active: 0, idle: 0 };
  const readLoad = createEventLoopLoad(() => ({ ...times }));
  expect(readLoad()).toBe(0);
  times.active += 100;
  expect(readLoad()).toBeCloseTo(0.1);
  times.idle += 1000;
  expect(readLoad()).toBe(0);
  times.active += 600;
  times.idle += 400;
  expect(readLoad()).toBeCloseTo(0.6);
  expect(readLoad()).toBeCloseTo(0.6);
});
