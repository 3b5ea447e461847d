import { expect, test } from 'vitest';
import { type AttemptReport, countAttempt, createWorkerStats } from '../../app/worker/stats.ts';

const attemptReport = (changes: Partial<AttemptReport> = {}): AttemptReport => ({
  debate: 'd1',
  turn: 'r0.propose.a1',
  attempt: 1,
  provider: 'some',
  model: 'some:model',
  outcome: 'completed',
  wasteReason: null,
  usage: { inputTokens: 100, outputTokens: 10, estimated: false },
  costUsd: 0.25,
  queuedMs: 0,
  firstTokenMs: 5,
  tookMs: 10,
  ...changes,
});

test('attempts are counted by outcome, tokens and cost by model with the wasted part', () => {
  const stats = createWorkerStats();
  countAttempt(stats, attemptReport(), 9);
  countAttempt(stats, attemptReport({ outcome: 'cut-off', wasteReason: 'fenced' }), 9);
  countAttempt(stats, attemptReport({ model: 'some:other', costUsd: null }), 9);
  expect(Object.fromEntries(stats.attempts)).toEqual({ completed: 2, 'cut-off': 1 });
  expect(Object.fromEntries(stats.wastedAttempts)).toEqual({ fenced: 1 });
  expect([...stats.models.values()]).toEqual([
    {
      provider: 'some',
      model: 'some:model',
      inputTokens: 200,
      outputTokens: 20,
      costUsd: 0.5,
      wastedTokens: 110,
      wastedUsd: 0.25,
    },
    {
      provider: 'some',
      model: 'some:other',
      inputTokens: 100,
      outputTokens: 10,
      costUsd: 0,
      wastedTokens: 0,
      wastedUsd: 0,
    },
  ]);
});

test('model names invented by callers create at most as many series as the contract allows', () => {
  const stats = createWorkerStats();
  for (let index = 0; index < 100; index += 1) {
    countAttempt(stats, attemptReport({ model: `some:model-${index}` }), 3);
    countAttempt(stats, attemptReport({ provider: 'rehearsal', model: `rehearsal?seed=${index}` }), 3);
  }
  expect([...stats.models.keys()]).toEqual(['some:model-0', 'rehearsal', 'some:model-1', 'some:other']);
  expect(stats.models.get('some:other')?.inputTokens).toBe(9800);
});
