import { existsSync, writeFileSync } from 'node:fs';
import { type BlindPair, buildBlindSheet } from '../../debate/evaluation/open-questions.ts';
import { pluralize } from '../../debate/views/labels.ts';
import { parseNumber } from '../../shared/command-line/parse.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts';
import { writeFailure } from '../file-errors.ts';
import { createOutput, type Terminal } from '../output/terminal.ts';
import { requireEvaluationFile } from './results-file.ts';

interface SheetValues {
  readonly out?: string | undefined;
  readonly seed?: string | undefined;
}

const seedDefault = 1;

/** Writes a sheet on which people compare two answers to each open question, and which side is whose apart from it. */
export function writeBlindSheet(path: string | undefined, values: SheetValues, terminal: Terminal): ExitCode {
  const { out } = values;
  const { results } = requireEvaluationFile(path);
  if (out === undefined) throw new UsageError('eval sheet needs --out SHEET.md');
  const open = results.filter((result) => result.type === 'open');
  const seed = parseNumber('seed', values.seed, 'whole') ?? seedDefault;
  const { pairs, key, leftOut } = buildBlindSheet(open, seed);
  if (pairs.length === 0) throw new CommandError(`${path} has no open question with two answers to compare`);
  const keyPath = `${out.replace(/\.md$/, '')}.key.json`;
  // Before either is written: a new sheet does not fit the key of another one.
  const existing = [out, keyPath].find((file) => existsSync(file));
  if (existing !== undefined) throw new CommandError(`cannot write ${existing}: it exists`);
  writeNewFile(out, [instructions, ...pairs.map(describePair)].join('\n'));
  writeNewFile(keyPath, `${JSON.stringify(key, null, 2)}\n`);
  createOutput(terminal, 'stderr', true).writeLines([
    `${pluralize(pairs.length, 'pair')} in ${out}; ${keyPath} names the side of the debate's answer.`,
    ...(leftOut.length > 0 ? [`Left out, because they have only one answer: ${leftOut.join(', ')}`] : []),
  ]);
  return exitCodes.decided;
}

/** A sheet that people have filled in is not replaced. */
function writeNewFile(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    throw new CommandError(`cannot write ${path}: ${writeFailure(path, error)}`);
  }
}

const instructions = `# Which answer is better?

For each question mark A, B or equal. Do not look at the key before all are marked.
`;

const quote = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');

const describePair = ({ id, question, a, b }: BlindPair): string => `
## ${id}

${quote(question)}

### Answer A

${quote(a)}

### Answer B

${quote(b)}

Better: [ ] A  [ ] B  [ ] equal
`;
