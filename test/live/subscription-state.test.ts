import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createSubscriptionMachine, subscriptionTransitions } from '../../app/live/subscription-state.ts';

test('the drawing in the architecture document shows the transitions of a subscription', () => {
  const text = readFileSync(new URL('../../docs/ARCHITECTURE.md', import.meta.url), 'utf8');
  const [, drawing = ''] = /### One subscription[\s\S]*?```mermaid\n([\s\S]*?)```/.exec(text) ?? [];
  const drawn = [...drawing.matchAll(/^ {2}(\w+) --> (\w+): ([\w-]+)$/gm)].map(([, from, to, step]) => [
    from,
    step,
    to,
  ]);
  const declared = Object.entries(subscriptionTransitions).flatMap(([from, steps]) =>
    Object.entries(steps).map(([step, to]) => [from, step, to]),
  );
  expect(drawn.toSorted()).toEqual(declared.toSorted());
});

test('a subscription ignores a step that its state does not have', () => {
  const subscription = createSubscriptionMachine();
  expect(subscription.take('caught-up')).toBe(false);
  expect(subscription.is('pending')).toBe(true);
  expect(subscription.take('closed')).toBe(true);
  expect(subscription.take('closed')).toBe(false);
  expect(subscription.take('replay-started')).toBe(false);
  expect(subscription.is('closed')).toBe(true);
});
