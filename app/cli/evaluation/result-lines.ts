import type { MeasuredAnswer, MeasuredDebate, MeasuredSeat } from '../../debate/evaluation/measure-debate.ts';
import type { EvaluationResult } from '../../debate/evaluation/methods.ts';
import type { OpenResult } from '../../debate/evaluation/open-questions.ts';
import type { CreationBody } from '../../debate/views/request-bodies.ts';

/** What a run asks. A command that continues it must ask the same. */
export interface RunPlan {
  readonly questions: number;
  /** SHA-256 of the questions file. */
  readonly questionsHash: string;
  /** What all debates have in common. */
  readonly request: Omit<CreationBody, 'question'>;
  readonly selfConsistencyModel: string | null;
}

/** The first line of a results file. */
export interface EvaluationRun {
  readonly type: 'run';
  readonly version: 1;
  /** With the id of a question, the idempotency key of its debate. */
  readonly name: string;
  readonly plan: RunPlan;
  /** The most that a debate, and the answers for self-consistency, may cost. Zero: they cost nothing. */
  readonly limits: { readonly debateUsd: number; readonly selfConsistencyUsd: number };
}

/** A line for each question whose debate has ended. */
export type QuestionResult =
  | ({ readonly type: 'closed' } & EvaluationResult)
  | ({ readonly type: 'open' } & OpenResult);

export type ResultLine = EvaluationRun | QuestionResult;

/** What is wrong with a value, whose name is `path`; null when nothing is. */
type Check = (value: unknown, path: string) => string | null;
type ChecksOf<T> = Readonly<Record<keyof T, Check>>;

const check =
  (expected: string, isRight: (value: unknown) => boolean): Check =>
  (value, path) =>
    isRight(value) ? null : `${path} must be ${expected}`;

const text = check('a text', (value) => typeof value === 'string');
const numberUpTo = (max: number) => (value: unknown) =>
  typeof value === 'number' && value >= 0 && value <= max;
const amount = check('a number of 0 or more', numberUpTo(Number.MAX_VALUE));
const share = check('a number from 0 to 1', numberUpTo(1));
const oneOf = (...values: readonly unknown[]): Check =>
  check(values.map((value) => JSON.stringify(value)).join(' or '), (value) => values.includes(value));
const orNull =
  (inner: Check): Check =>
  (value, path) =>
    value === null ? null : inner(value, path);
const optional =
  (inner: Check): Check =>
  (value, path) =>
    value === undefined ? null : inner(value, path);

const list =
  (inner: Check): Check =>
  (value, path) =>
    Array.isArray(value)
      ? firstProblem(value.map((item, index) => inner(item, `${path}[${index}]`)))
      : `${path} must be a list`;

/** `path` is empty for the line itself. */
const object =
  (members: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return `${path} must be an object`;
    const given = new Map<string, unknown>(Object.entries(value));
    return firstProblem(
      Object.entries(members).map(([name, inner]) =>
        inner(given.get(name), path === '' ? name : `${path}.${name}`),
      ),
    );
  };

const firstProblem = (problems: readonly (string | null)[]): string | null =>
  problems.find((problem) => problem !== null) ?? null;

const outcome = oneOf('decided', 'failed', 'cancelled');
const spent = object({ usd: amount, tokens: amount });
const answer = orNull(object({ choice: text, confidence: share } satisfies ChecksOf<MeasuredAnswer>));
const seat = object({
  seat: text,
  model: text,
  blind: answer,
  final: answer,
  blindSpent: spent,
} satisfies ChecksOf<MeasuredSeat>);
const measured = object({
  debate: text,
  outcome,
  seats: list(seat),
  blindMajority: orNull(text),
  finalVote: orNull(text),
  trajectory: orNull(text),
  judge: optional(orNull(text)),
  decision: orNull(text),
  spent,
  blindSpent: spent,
  unpricedTokens: amount,
  seconds: amount,
  blindSeconds: amount,
} satisfies ChecksOf<MeasuredDebate>);

const lines: Readonly<Record<ResultLine['type'], Check>> = {
  run: object({
    type: text,
    version: oneOf(1),
    name: text,
    plan: object({
      questions: amount,
      questionsHash: text,
      request: object({}),
      selfConsistencyModel: orNull(text),
    } satisfies ChecksOf<RunPlan>),
    limits: object({ debateUsd: amount, selfConsistencyUsd: amount }),
  } satisfies ChecksOf<EvaluationRun>),
  closed: object({
    type: text,
    id: text,
    answer: text,
    measured,
    selfConsistency: optional(measured),
  } satisfies ChecksOf<EvaluationResult & { readonly type: 'closed' }>),
  open: object({
    type: text,
    id: text,
    debate: text,
    question: text,
    outcome,
    answer: orNull(text),
    baseline: orNull(text),
    spent,
    seconds: amount,
  } satisfies ChecksOf<OpenResult & { readonly type: 'open' }>),
};

/** A line of a results file, or what is wrong with it, in words that follow its place. */
export function parseResultLine(line: string): ResultLine | string {
  let value: ResultLine;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return 'not JSON';
  }
  const problem = object({ type: oneOf(...Object.keys(lines)) })(value, '') ?? lines[value.type](value, '');
  return problem === null ? value : problem.trim();
}
