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

test('turns are counted by how they ended; tokens and cost by model, with the part that was of no use', () => {
  const counts = createWorkerStats();
  countAttempt(counts, attemptReport(), 9);
  countAttempt(counts, attemptReport({ outcome: 'cut-off', wasteReason: 'fenced' }), 9);
  countAttempt(counts, attemptReport({ model: 'some:other', costUsd: null }), 9);
  expect(Object.fromEntries(counts.attempts)).toEqual({ completed: 2, 'cut-off': 1 });
  expect(Object.fromEntries(counts.wastedAttempts)).toEqual({ fenced: 1 });
  expect([...counts.models.values()]).toEqual([
    {
      ...{ provider: 'some', model: 'some:model', inputTokens: 200, outputTokens: 20, costUsd: 0.5 },
      ...{ wastedTokens: 110, wastedUsd: 0.25 },
    },
    {
      ...{ provider: 'some', model: 'some:other', inputTokens: 100, outputTokens: 10, costUsd: 0 },
      ...{ wastedTokens: 0, wastedUsd: 0 },
    },
  ]);
});

test('names that callers make up do not make more series than the contract allows', () => {
  const counts = createWorkerStats();
  for (let made = 0; made < 100; made += 1) {
    countAttempt(counts, attemptReport({ model: `some:model-${made}` }), 3);
    countAttempt(counts, attemptReport({ provider: 'rehearsal', model: `rehearsal?seed=${made}` }), 3);
  }
  expect([...counts.models.keys()]).toEqual(['some:model-0', 'rehearsal', 'some:model-1', 'some:other']);
  expect(counts.models.get('some:other')?.inputTokens).toBe(9800);
});
