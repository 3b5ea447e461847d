import { expect, test } from 'vitest';
import type { EvaluationQuestion } from '../../../app/cli/evaluation/questions.ts';
import { estimateRun } from '../../../app/cli/evaluation/requests.ts';
import type { RunPlan } from '../../../app/cli/evaluation/result-lines.ts';
import type { Client } from '../../../app/client/client.ts';
import { createJudgeSeat } from '../../../app/debate/core/presets.ts';
import type { CreationBody } from '../../../app/debate/views/request-bodies.ts';
import type { ScenarioCostResponse } from '../../../app/debate/views/responses.ts';

const questions: readonly EvaluationQuestion[] = [
  { id: 'short', question: 'Why?', options: ['A', 'B'], answer: 'A' },
  { id: 'long', question: 'Why, after all of this?', options: ['A', 'B'], answer: 'A' },
  { id: 'open', question: 'How?' },
];

const plan = (request: RunPlan['request'], selfConsistencyModel: string | null = null): RunPlan => ({
  ...{ questions: questions.length, questionsHash: '', request, selfConsistencyModel },
});

/** A debate costs at most a cent a character of its question, and typically a tenth of that. */
function fakeEstimates(unpriced: readonly string[] = []) {
  const bodies: CreationBody[] = [];
  const turns = { propose: 3, critique: 0, revise: 0, decide: 1, total: 4 };
  const costing = (usd: number): ScenarioCostResponse => ({
    ...{ turns, inputTokens: 0, outputTokens: 0, tokens: 0, usd },
  });
  const estimate: Client['estimate'] = async (body) => {
    bodies.push(body);
    const usd = body.question.length / 100;
    return {
      ...{ preset: 'standard', panel: [], judge: createJudgeSeat(undefined, 'one'), rounds: 2, unpriced },
      deadlineSeconds: 1800,
      ...{ minimum: costing(0), typical: costing(usd / 10), maximum: costing(usd) },
      budget: { usd: null, tokens: null, firstRound: { usd: 0, tokens: 0 }, sufficient: true },
      ...{ warnings: ['All seats have one model.'], assumptions: [] },
    };
  };
  return { client: { estimate }, bodies };
}

const { signal } = new AbortController();

test('the longest closed and the longest open question limit what a debate may cost', async () => {
  const { client, bodies } = fakeEstimates();
  expect(await estimateRun(client, questions, plan({ rounds: 1 }), 8, signal)).toEqual({
    typicalUsd: 0.023,
    warnings: ['All seats have one model.'],
    limits: { debateUsd: 0.23, selfConsistencyUsd: 0 },
  });
  expect(bodies).toEqual([
    { rounds: 1, question: 'Why, after all of this?', options: ['A', 'B'] },
    { rounds: 1, question: 'How?', baseline: 'separate' },
  ]);
});

test('--debate-usd lowers the limit, also of the answers for self-consistency', async () => {
  const { client, bodies } = fakeEstimates();
  const { limits } = await estimateRun(client, questions, plan({ budget: { usd: 0.1 } }, 'one'), 8, signal);
  expect(limits).toEqual({ debateUsd: 0.1, selfConsistencyUsd: 0.1 });
  expect(bodies.map(({ panel }) => panel?.length)).toEqual([undefined, undefined, 8, 8]);
});

test('a model without a price needs a limit in tokens', async () => {
  const { client } = fakeEstimates(['compatible:own']);
  const estimateWith = (request: RunPlan['request']) =>
    estimateRun(client, questions, plan(request), 8, signal);
  await expect(estimateWith({})).rejects.toThrow(
    '--budget-usd does not limit compatible:own, whose price is not known: set --debate-tokens',
  );
  await expect(estimateWith({ budget: { tokens: 50_000 } })).resolves.toBeDefined();
});
