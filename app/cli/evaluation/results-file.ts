import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { CommandError } from '../exit-codes.ts';
import { readFailure, writeFailure } from '../file-errors.ts';
import { type EvaluationRun, parseResultLine, type QuestionResult, type ResultLine } from './result-lines.ts';

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
  const values = lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [parseLine(line, `${path}:${index + 1}`)],
  );
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

function parseLine(line: string, place: string): ResultLine {
  const value = parseResultLine(line);
  if (typeof value !== 'string') return value;
  throw new UsageError(`${place}: not a line of a results file of rostrum eval: ${value}`);
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
export function appendEvaluationLine(path: string, line: ResultLine): void {
  try {
    appendFileSync(path, `${JSON.stringify(line)}\n`);
  } catch (error) {
    throw new CommandError(`cannot write ${path}: ${writeFailure(path, error)}`);
  }
}
