import { expect, test } from 'vitest';
import { createSubscriptionMachine } from '../../app/live/subscription-state.ts';

test('a subscription ignores a step that its state does not have', () => {
  const subscription = createSubscriptionMachine();
  expect(subscription.take('caught-up')).toBe(false);
  expect(subscription.is('pending')).toBe(true);
  expect(subscription.take('closed')).toBe(true);
  expect(subscription.take('closed')).toBe(false);
  expect(subscription.take('replay-started')).toBe(false);
  expect(subscription.is('closed')).toBe(true);
});
