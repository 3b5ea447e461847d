import type { Client } from '../../client/client.ts';
import type { CreationBody } from '../../debate/views/request-bodies.ts';
import type { EstimateResponse } from '../../debate/views/responses.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { type EvaluationQuestion, isClosedQuestion } from './questions.ts';
import type { EvaluationRun, RunPlan } from './result-lines.ts';

/** The debate of a question. The blind answers to an open one are judged apart, so that people can compare. */
export function debateRequest(question: EvaluationQuestion, { request }: RunPlan): CreationBody {
  const asked = { ...request, ...textOf(question) };
  return isClosedQuestion(question) || request.baseline ? asked : { ...asked, baseline: 'separate' };
}

function textOf(question: EvaluationQuestion): Pick<CreationBody, 'question' | 'options' | 'evidence'> {
  const { question: text, evidence } = question;
  return {
    question: text,
    ...(isClosedQuestion(question) && { options: question.options }),
    ...(evidence && { evidence }),
  };
}

/** Blind answers of one model and their majority. A debate of no rounds makes one more call, to explain its vote. */
export const selfConsistencyRequest = (
  question: EvaluationQuestion,
  model: string,
  answers: number,
  { request: { budget, deadlineSeconds } }: RunPlan,
): CreationBody => ({
  ...textOf(question),
  preset: 'standard',
  panel: Array.from({ length: answers }, () => ({ role: 'member' as const, model })),
  judge: { model },
  decider: 'vote',
  rounds: 0,
  ...(budget && { budget }),
  ...(deadlineSeconds !== undefined && { deadlineSeconds }),
});

/** Adds the limit; a debate that costs nothing needs none. */
export const limitCost = (request: CreationBody, usd: number): CreationBody =>
  usd > 0 ? { ...request, budget: { ...request.budget, usd } } : request;

export interface RunEstimate {
  readonly typicalUsd: number;
  readonly warnings: EstimateResponse['warnings'];
  readonly limits: EvaluationRun['limits'];
}

/** Estimates the costs of the longest questions. Throws UsageError when a budget in USD would not limit them. */
export async function estimateRun(
  client: Pick<Client, 'estimate'>,
  questions: readonly EvaluationQuestion[],
  plan: RunPlan,
  panelMax: number,
  signal: AbortSignal,
): Promise<RunEstimate> {
  const { request, selfConsistencyModel: model } = plan;
  const estimate = async (body: CreationBody): Promise<EstimateResponse> => {
    const estimated = await client.estimate(body, { signal });
    if (estimated.unpriced.length > 0 && request.budget?.tokens === undefined)
      throw new UsageError(
        `--budget-usd does not limit ${estimated.unpriced.join(', ')}, whose price is not known: ` +
          'set --debate-tokens, or add the price to ROSTRUM_MODELS_FILE',
      );
    return estimated;
  };
  const limitOf = ({ maximum }: EstimateResponse) =>
    Math.min(maximum.usd, request.budget?.usd ?? maximum.usd);
  const longest = findLongest(questions);
  const debates = await Promise.all(longest.map((question) => estimate(debateRequest(question, plan))));
  const answers = await Promise.all(
    longest.flatMap((question) =>
      model === null ? [] : [estimate(selfConsistencyRequest(question, model, panelMax, plan))],
    ),
  );
  return {
    typicalUsd: Math.max(...debates.map(({ typical }) => typical.usd)),
    warnings: [...new Set(debates.flatMap(({ warnings }) => warnings))],
    limits: {
      debateUsd: Math.max(...debates.map(limitOf)),
      selfConsistencyUsd: Math.max(0, ...answers.map(limitOf)),
    },
  };
}

/** The longest closed question and the longest open one, which has a call more. */
function findLongest(questions: readonly EvaluationQuestion[]): readonly EvaluationQuestion[] {
  const length = (question: EvaluationQuestion) => JSON.stringify(question).length;
  return [true, false].flatMap((isClosed) => {
    const [first, ...others] = questions.filter((question) => isClosedQuestion(question) === isClosed);
    return first ? [others.reduce((a, b) => (length(b) > length(a) ? b : a), first)] : [];
  });
}
