import { expect, test } from 'vitest';
import type { Usage } from '../../../app/debate/core/events.ts';
import { buildRecord } from '../../../app/debate/record/decision-record.ts';
import { describeCachedInput } from '../../../app/debate/views/record-facts.ts';
import { neutralFormats } from '../../../app/shared/formats.ts';
import {
  createDebateDriver,
  judgement,
  proposal,
  toStoredEvents,
} from '../../support/debates/debate-driver.ts';

/** The cost in the record of a debate whose agents agree at once, all with this usage. */
function costOf(usage: Usage) {
  const debate = createDebateDriver();
  const complete = (turn: string, outcome: typeof judgement | ReturnType<typeof proposal>) =>
    debate.execute({ type: 'complete', turn, attempt: 1, text: '', outcome, usage, costUsd: 0 });
  debate.startDueTurns();
  for (const agent of ['a1', 'a2', 'a3']) complete(`r0.propose.${agent}`, proposal('Split it.'));
  debate.startDueTurns();
  complete('r0.decide.j1', judgement);
  return (buildRecord(toStoredEvents(debate.log)) ?? expect.unreachable()).cost;
}

const usage = { inputTokens: 10_000, outputTokens: 5, estimated: false };

test('a record says how much of the input was read from the cache', () => {
  const cost = costOf({ ...usage, cachedTokens: 3000, reasoningTokens: 2 });
  expect(cost.byAgent[0]).toMatchObject({ inputTokens: 10_000, cachedTokens: 3000 });
  expect(describeCachedInput(cost, neutralFormats)).toBe(
    "12,000 of 40,000 input tokens were read from the provider's cache.",
  );
});

test('a record says nothing of a cache that was not read', () => {
  const cost = costOf({ ...usage, cacheWriteTokens: 3000 });
  expect(cost.byAgent[0]).not.toHaveProperty('cachedTokens');
  expect(describeCachedInput(cost, neutralFormats)).toBeNull();
});
