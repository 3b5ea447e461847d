import {
  generateQuestions,
  type QuestionSetName,
  questionSets,
} from '../../debate/evaluation/question-sets.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseNumber } from '../../shared/command-line/parse.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { unknownWordError } from '../../shared/suggestions.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { createOutput, type Terminal } from '../output/terminal.ts';

export const questionSetOptions = {
  count: { type: 'string', placeholder: 'N', description: 'questions: how many; default 100' },
  seed: {
    type: 'string',
    placeholder: 'N',
    description: 'questions, sheet: another seed gives another one; default 1',
  },
} as const satisfies CommandOptions;

const countDefault = 100;
const countMax = 100_000;
const seedDefault = 1;

const isSetName = (name: string): name is QuestionSetName => Object.hasOwn(questionSets, name);

/** Prints a generated set of questions, a line each. */
export function printQuestionSet(
  set: string | undefined,
  values: { readonly count?: string | undefined; readonly seed?: string | undefined },
  terminal: Terminal,
): ExitCode {
  const names = Object.keys(questionSets);
  if (set === undefined) throw new UsageError(`missing argument: ${names.join(' or ')}`);
  if (!isSetName(set)) throw new UsageError(unknownWordError(set, 'a set of questions', names));
  const count = parseNumber('count', values.count, 'whole') ?? countDefault;
  if (count > countMax) throw new UsageError(`--count must be at most ${countMax}, not ${count}`);
  const questions = generateQuestions(set, count, parseNumber('seed', values.seed, 'whole') ?? seedDefault);
  const lines = questions.map((question) => `${JSON.stringify(question)}\n`);
  createOutput(terminal, 'stdout', true).writeDocument(lines.join(''), 'json');
  return exitCodes.decided;
}
