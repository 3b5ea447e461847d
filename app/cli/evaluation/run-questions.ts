import { createHash } from 'node:crypto';
import { ApiError } from '../../client/client.ts';
import { countAffordableAnswers } from '../../debate/evaluation/affordable-answers.ts';
import { measureDebate } from '../../debate/evaluation/measure-debate.ts';
import { measureOpenDebate } from '../../debate/evaluation/open-questions.ts';
import type { CreationBody } from '../../debate/views/request-bodies.ts';
import { CommandError } from '../exit-codes.ts';
import { type EvaluationClient, runToEnd } from './ask-question.ts';
import { type EvaluationQuestion, isClosedQuestion } from './questions.ts';
import { debateRequest, limitCost, selfConsistencyRequest } from './requests.ts';
import type { EvaluationRun, QuestionResult } from './result-lines.ts';

export interface RunQuestionsDeps {
  readonly client: EvaluationClient;
  readonly run: EvaluationRun;
  readonly concurrency: number;
  readonly panelMax: number;
  readonly budgetUsd: number;
  /** What was spent on the questions that an earlier command asked. */
  readonly spentUsd: number;
  readonly signal: AbortSignal;
  /** Called for each question as soon as its debate has been measured. */
  readonly onResult: (result: QuestionResult) => void;
}

/**
 * Runs a debate for each question, several at a time. A debate starts only when its highest cost fits into what the
 * running ones leave of the budget. Resolves to the questions that were not asked. After an error, what runs continues
 * on the server and is found again by the next command.
 */
export async function runQuestions(
  questions: readonly EvaluationQuestion[],
  deps: RunQuestionsDeps,
): Promise<readonly EvaluationQuestion[]> {
  const { concurrency, budgetUsd } = deps;
  const costMaxUsd = costPerQuestionMax(deps.run);
  const waiting = [...questions];
  const running = new Set<Promise<void>>();
  const stop = new AbortController();
  const signal = AbortSignal.any([deps.signal, stop.signal]);
  let spentUsd = deps.spentUsd;
  const isAffordable = () => spentUsd + (running.size + 1) * costMaxUsd <= budgetUsd;
  try {
    while (waiting.length > 0 || running.size > 0) {
      while (running.size < concurrency && isAffordable()) {
        const question = waiting.shift();
        if (!question) break;
        const asking: Promise<void> = evaluateQuestion(question, deps, signal).then((result) => {
          running.delete(asking);
          spentUsd += spentOn(result);
          deps.onResult(result);
        });
        running.add(asking);
      }
      if (running.size === 0) break;
      await Promise.race(running);
    }
    return waiting;
  } finally {
    stop.abort();
    await Promise.allSettled(running);
  }
}

const costPerQuestionMax = ({ limits }: EvaluationRun): number =>
  limits.debateUsd + limits.selfConsistencyUsd;

export const spentOn = (result: QuestionResult): number =>
  result.type === 'open'
    ? result.spent.usd
    : result.measured.spent.usd + (result.selfConsistency?.spent.usd ?? 0);

async function evaluateQuestion(
  question: EvaluationQuestion,
  { client, run: { name, plan, limits }, panelMax }: RunQuestionsDeps,
  signal: AbortSignal,
): Promise<QuestionResult> {
  const { id } = question;
  const run = (body: CreationBody, purpose: string) =>
    runToEnd(client, body, idempotencyKey([name, id, purpose]), signal);
  try {
    const log = await run(limitCost(debateRequest(question, plan), limits.debateUsd), 'debate');
    if (!isClosedQuestion(question)) return { type: 'open', id, ...ended(measureOpenDebate(log)) };
    const { answer } = question;
    const measured = ended(measureDebate(log));
    const { selfConsistencyModel: model } = plan;
    if (model === null) return { type: 'closed', id, answer, measured };
    const answers = countAffordableAnswers(measured, model, panelMax);
    const request = selfConsistencyRequest(question, model, answers, plan);
    const second = await run(limitCost(request, limits.selfConsistencyUsd), 'self-consistency');
    return { type: 'closed', id, answer, measured, selfConsistency: ended(measureDebate(second)) };
  } catch (error) {
    throw error instanceof ApiError ? new CommandError(`question ${id}: ${error.detail}`) : error;
  }
}

/** A log with a record has ended. */
function ended<T>(measured: T | null): T {
  if (measured === null) throw new Error('a debate with a record has not ended');
  return measured;
}

/** Short, whatever the texts are. */
const idempotencyKey = (texts: readonly string[]): string =>
  `eval-${createHash('sha256').update(JSON.stringify(texts)).digest('hex')}`;
