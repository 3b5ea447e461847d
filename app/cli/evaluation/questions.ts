import type { NewDebateBody } from '../../debate/views/request-bodies.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { isJsonObject } from '../../shared/is-json-object.ts';
import { didYouMean } from '../../shared/suggestions.ts';

/** A line of a questions file. */
export type EvaluationQuestion = ClosedQuestion | OpenQuestion;

export interface ClosedQuestion extends OpenQuestion {
  readonly options: readonly string[];
  /** One of the options, verbatim. */
  readonly answer: string;
}

/** Without a known answer: people compare what the debate and the blind answers say. */
interface OpenQuestion {
  readonly id: string;
  readonly question: string;
  readonly evidence?: NonNullable<NewDebateBody['evidence']>;
}

export const isClosedQuestion = (question: EvaluationQuestion): question is ClosedQuestion =>
  'options' in question;

const memberNames = ['id', 'question', 'options', 'answer', 'evidence'];
const errorsShown = 5;

/** The questions of a JSONL file; empty lines are ignored. Throws UsageError that names the lines with errors. */
export function parseQuestionLines(name: string, text: string): readonly EvaluationQuestion[] {
  const errors: string[] = [];
  const questions: EvaluationQuestion[] = [];
  const lineOfId = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const parsed = parseQuestionLine(line);
    const message = typeof parsed === 'string' ? parsed : duplicateMessage(lineOfId.get(parsed.id), parsed);
    if (message !== null) errors.push(`${name}:${index + 1}: ${message}`);
    if (typeof parsed === 'string') continue;
    lineOfId.set(parsed.id, index + 1);
    questions.push(parsed);
  }
  if (errors.length > 0) throw new UsageError(summarizeErrors(errors));
  if (questions.length === 0) throw new UsageError(`${name} has no questions`);
  return questions;
}

const duplicateMessage = (line: number | undefined, { id }: EvaluationQuestion): string | null =>
  line === undefined ? null : `id ${JSON.stringify(id)} is already that of line ${line}`;

function summarizeErrors(errors: readonly string[]): string {
  const more = errors.length - errorsShown;
  return [...errors.slice(0, errorsShown), ...(more > 0 ? [`and ${more} more errors`] : [])].join('\n');
}

/** A question, or what is wrong with the line. */
function parseQuestionLine(line: string): EvaluationQuestion | string {
  const value = parseJsonObject(line);
  if (!value) return 'not a JSON object';
  const unknown = Object.keys(value).find((member) => !memberNames.includes(member));
  if (unknown !== undefined) return `unknown member ${unknown}${didYouMean(unknown, memberNames)}`;
  const { id, question, options, answer, evidence } = value;
  if (!isText(id)) return 'id must be a text that is not empty';
  if (!isText(question)) return 'question must be a text that is not empty';
  if (evidence !== undefined && !(Array.isArray(evidence) && evidence.every(isDocument)))
    return 'evidence must be a list of objects with name and text';
  const open = { id, question, ...(evidence !== undefined && { evidence }) };
  if (options === undefined && answer === undefined) return open;
  if (!Array.isArray(options) || options.length < 2 || !options.every(isText))
    return 'options must be a list of two or more texts';
  // As the server does it, whose decision is compared with the answer.
  const trimmed = options.map((option) => option.trim());
  if (new Set(trimmed).size < trimmed.length) return 'two options are the same';
  if (!isText(answer) || !trimmed.includes(answer.trim()))
    return 'answer must be one of the options, verbatim';
  return { ...open, options: trimmed, answer: answer.trim() };
}

function parseJsonObject(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

const isDocument = (value: unknown): value is NonNullable<OpenQuestion['evidence']>[number] =>
  isJsonObject(value) &&
  isText(value.name) &&
  isText(value.text) &&
  (value.mediaType === undefined || isText(value.mediaType)) &&
  Object.keys(value).every((member) => ['name', 'text', 'mediaType'].includes(member));
