import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import type { EvaluationResult } from '../../debate/evaluation/methods.ts';
import type { OpenResult } from '../../debate/evaluation/open-questions.ts';
import type { NewDebateBody } from '../../debate/views/responses.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { CommandError } from '../exit-codes.ts';
import { readFailure, writeFailure } from '../file-errors.ts';

/** What a run asks. A command that continues it must ask the same. */
export interface RunPlan {
  readonly questions: number;
  /** SHA-256 of the questions file. */
  readonly questionsHash: string;
  /** What all debates have in common. */
  readonly request: Omit<NewDebateBody, 'question'>;
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

export interface EvaluationFile {
  readonly run: EvaluationRun;
  readonly results: readonly QuestionResult[];
}

/**
 * What a results file holds; null when there is none. A last line without its end is from a command that was killed: it
 * counts as not written. Throws UsageError when it is not a results file.
 */
export function readEvaluationFile(path: string): EvaluationFile | null {
  if (!existsSync(path)) return null;
  const text = readText(path);
  if (!text.startsWith(runLineStart.slice(0, text.length)))
    throw new UsageError(`${path} is not a results file of rostrum eval`);
  const lines = text.split('\n').slice(0, -1);
  const values = lines.map((line, index) => parseLine(line, `${path}:${index + 1}`));
  const [run, ...rest] = values;
  if (run?.type !== 'run') return null;
  // Two commands that run at once may both have written a result.
  const results = new Map(
    rest.flatMap((value) => (value.type === 'run' ? [] : [[value.id, value] as const])),
  );
  return { run, results: [...results.values()] };
}

/** What a results file holds, which has to be there. */
export function requireEvaluationFile(path: string | undefined): EvaluationFile {
  if (path === undefined) throw new UsageError('missing argument: a results file');
  const file = readEvaluationFile(path);
  if (!file) throw new UsageError(`cannot read ${path}: not found, or empty`);
  return file;
}

/** How a results file begins. No other file is taken for one that a kill cut short. */
const runLineStart = '{"type":"run"';

function parseLine(line: string, place: string): EvaluationRun | QuestionResult {
  try {
    const value: EvaluationRun | QuestionResult = JSON.parse(line);
    if (['run', 'closed', 'open'].includes(value.type)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw new UsageError(`${place}: not a line of a results file of rostrum eval`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${readFailure(error)}`);
  }
}

/** Removes the line that a killed command did not finish. */
export function removePartialLine(path: string): void {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.length) truncateSync(path, end);
}

/** Appends a line in one write, which a kill leaves whole or without its end. */
export function appendEvaluationLine(path: string, line: EvaluationRun | QuestionResult): void {
  try {
    appendFileSync(path, `${JSON.stringify(line)}\n`);
  } catch (error) {
    throw new CommandError(`cannot write ${path}: ${writeFailure(path, error)}`);
  }
}
