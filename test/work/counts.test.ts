import { expect, test } from 'vitest';
import { countTurn, createWorkCounts, type TurnFacts } from '../../app/work/counts.ts';

const facts = (changes: Partial<TurnFacts> = {}): TurnFacts => ({
  debate: 'd1',
  turn: 'r0.propose.a1',
  attempt: 1,
  provider: 'some',
  model: 'some:model',
  outcome: 'completed',
  wasted: null,
  usage: { inputTokens: 100, outputTokens: 10, estimated: false },
  costUsd: 0.25,
  waitedMs: 0,
  firstTokenMs: 5,
  tookMs: 10,
  ...changes,
});

test('turns are counted by how they ended; tokens and cost by model, with the part that was of no use', () => {
  const counts = createWorkCounts();
  countTurn(counts, facts(), 9);
  countTurn(counts, facts({ outcome: 'cut-off', wasted: 'fenced' }), 9);
  countTurn(counts, facts({ model: 'some:other', costUsd: null }), 9);
  expect(Object.fromEntries(counts.turns)).toEqual({ completed: 2, 'cut-off': 1 });
  expect(Object.fromEntries(counts.wasted)).toEqual({ fenced: 1 });
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
  const counts = createWorkCounts();
  for (let made = 0; made < 100; made += 1) {
    countTurn(counts, facts({ model: `some:model-${made}` }), 3);
    countTurn(counts, facts({ provider: 'rehearsal', model: `rehearsal?seed=${made}` }), 3);
  }
  expect([...counts.models.keys()]).toEqual(['some:model-0', 'rehearsal', 'some:model-1', 'some:other']);
  expect(counts.models.get('some:other')?.inputTokens).toBe(9800);
});
