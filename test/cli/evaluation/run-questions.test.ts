import { expect, test, vi } from 'vitest';
import type { EvaluationClient } from '../../../app/cli/evaluation/ask-question.ts';
import type { EvaluationRun, QuestionResult } from '../../../app/cli/evaluation/result-lines.ts';
import { runQuestions, spentOn } from '../../../app/cli/evaluation/run-questions.ts';
import { ApiError, ServerUnreachable } from '../../../app/client/client.ts';
import { runClosedDebate } from '../../support/debates/closed-debate.ts';
import { createRandom } from '../../support/random.ts';

const questions = Array.from({ length: 12 }, (_, index) => ({
  id: `q${index}`,
  question: `Which one? (${index})`,
  options: ['A', 'B', 'C'],
  answer: 'A',
}));

const run = (debateUsd: number, selfConsistencyUsd = 0): EvaluationRun => ({
  type: 'run',
  version: 1,
  name: 'test',
  plan: {
    questions: questions.length,
    questionsHash: '',
    request: { rounds: 1 },
    selfConsistencyModel: selfConsistencyUsd > 0 ? 'one' : null,
  },
  limits: { debateUsd, selfConsistencyUsd },
});

/** A server on which each debate costs what `turnUsd` says, ten turns long; a key has one debate. */
function fakeServer(turnUsd: () => number) {
  const debates = new Map<string, { readonly key: string; readonly usd: number }>();
  const bodies: Parameters<EvaluationClient['create']>[0][] = [];
  const client: EvaluationClient = {
    create: async (body, { idempotencyKey: key = '' } = {}) => {
      const known = [...debates].find(([, debate]) => debate.key === key);
      const id = known?.[0] ?? `d${debates.size + 1}`;
      if (!known) debates.set(id, { key, usd: turnUsd() });
      bodies.push(body);
      return { id, url: '', warnings: [] };
    },
    record: async () => ({}),
    events: async (id) => {
      const events = runClosedDebate('AAB', 'AAA', { debate: id, turnUsd: debates.get(id)?.usd ?? 0 });
      return { events, next: null };
    },
  };
  return { client, debates, bodies };
}

async function evaluate(client: EvaluationClient, of: EvaluationRun, budgetUsd: number, concurrency = 3) {
  const results: QuestionResult[] = [];
  const left = await runQuestions(questions, {
    client,
    run: of,
    concurrency,
    panelMax: 8,
    budgetUsd,
    spentUsd: 0,
    signal: new AbortController().signal,
    onResult: (result) => results.push(result),
  });
  const spentUsd = results.reduce((sum, result) => sum + spentOn(result), 0);
  return { results, left: left.map(({ id }) => id), spentUsd };
}

test('every question is asked once, with the options of the run and a limit', async () => {
  const server = fakeServer(() => 0.001);
  const { results, left } = await evaluate(server.client, run(0.1), 10);
  expect(left).toEqual([]);
  expect(results.map(({ id }) => id).sort()).toEqual(questions.map(({ id }) => id).sort());
  expect(server.bodies[0]).toEqual({
    question: 'Which one? (0)',
    options: ['A', 'B', 'C'],
    rounds: 1,
    budget: { usd: 0.1 },
  });
  // The same run finds its debates again.
  await evaluate(server.client, run(0.1), 10);
  expect(server.debates.size).toBe(questions.length);
});

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  'seed %d never spends more than the budget',
  async (seed) => {
    const random = createRandom(seed);
    const limitUsd = 0.2 + random.next();
    const budgetUsd = random.next() * 10;
    const server = fakeServer(() => (random.next() * limitUsd) / 10);
    const { spentUsd, left, results } = await evaluate(
      server.client,
      run(limitUsd),
      budgetUsd,
      random.below(5) + 1,
    );
    expect(spentUsd).toBeLessThanOrEqual(budgetUsd);
    expect(results.length + left.length).toBe(questions.length);
    // It stops only when the next debate might not fit.
    if (left.length > 0) expect(spentUsd + limitUsd).toBeGreaterThan(budgetUsd);
  },
);

test('self-consistency asks one model for what the debate has cost', async () => {
  const server = fakeServer(() => 0.01);
  const { results } = await evaluate(server.client, run(0.1, 0.1), 10, 1);
  expect(results[0]).toMatchObject({ selfConsistency: { debate: 'd2' } });
  const body = server.bodies[1];
  expect(body).toMatchObject({ judge: { model: 'one' }, rounds: 0, decider: 'vote', budget: { usd: 0.1 } });
  // Ten turns pay for nine answers with a judge's word, of which a panel holds eight, and an odd number is asked.
  expect(body?.panel).toEqual(Array(7).fill({ role: 'member', model: 'one' }));
});

test('a server that restarts, or asks to wait, is asked again', async () => {
  vi.useFakeTimers();
  try {
    const { client, debates } = fakeServer(() => 0);
    const errors = [
      new ServerUnreachable('http://localhost', null),
      new ApiError({ status: 429, code: 'too-many-requests', detail: 'wait' }, '20'),
    ];
    const record: EvaluationClient['record'] = async () => {
      const error = errors.shift();
      if (error) throw error;
      return {};
    };
    const evaluating = evaluate({ ...client, record }, run(0), 0, 1);
    await vi.advanceTimersByTimeAsync(20_500);
    expect(debates.size).toBe(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect((await evaluating).left).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test('an error ends the run with the id of its question, and the results before it are kept', async () => {
  const { client } = fakeServer(() => 0);
  const refused = new ApiError({ status: 422, code: 'invalid', detail: 'the question is too long' }, null);
  const failing: EvaluationClient = {
    ...client,
    create: (body, options) =>
      body.question.endsWith('(5)') ? Promise.reject(refused) : client.create(body, options),
  };
  const kept: string[] = [];
  const running = runQuestions(questions, {
    ...{ client: failing, run: run(0), concurrency: 1, panelMax: 8, budgetUsd: 0, spentUsd: 0 },
    signal: new AbortController().signal,
    onResult: ({ id }) => kept.push(id),
  });
  await expect(running).rejects.toThrow('question q5: the question is too long');
  expect(kept).toEqual(['q0', 'q1', 'q2', 'q3', 'q4']);
});
