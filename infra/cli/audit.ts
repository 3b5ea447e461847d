import type { FactName } from '../../app/contract/facts.ts';
import { invariants } from '../../app/contract/invariants.ts';
import { namesOf } from '../../app/contract/relation.ts';
import { didYouMean, unknownWord } from '../../app/nearest.ts';
import { type Acceptance, parseAcceptances } from '../audit/accept.ts';
import { type Audit, audit, failuresOf, kinds, severities } from '../audit/audit.ts';
import { asMarkdown } from '../audit/report/markdown.ts';
import { asSarif } from '../audit/report/sarif.ts';
import { asText } from '../audit/report/text.ts';
import type { Severity } from '../audit/source.ts';
import { asJson, type Command, type Result, WrongUsage } from './command.ts';
import { opened } from './files.ts';

const formats: Readonly<Record<string, (result: Audit, isLong: boolean) => string>> = {
  text: asText,
  json: (result) => asJson(result),
  sarif: (result) => asJson(asSarif(result)),
  md: (result) => asMarkdown(result),
};

export const auditCommand: Command = {
  brief: 'the same rules on files of others',
  usage:
    'FILE... (- is what comes in) [--format FORMAT] [--accept FILE] [--fail SEVERITY] [--parameters A=1,B=2] ' +
    '[--facts NAME=NUMBER,...] [--profile PROFILE] [-v]',
  says: [
    `What the invariants say of files that others have written (${kinds.join(', ')}); several are read together.`,
    `FORMAT is ${Object.keys(formats).join(', ')}; SEVERITY, from which on it fails, is ${severities.join(', ')}.`,
    '--accept: a JSON list of { id, resource, reason }.',
    '--facts: what you know of the program, as classes.api.deadlineMs=60000,node.keepAliveMs=5000; what is unknown ' +
      'names what it needs.',
    '--profile: the program behind a gateway is ours and runs with this, where no file says so.',
    '-v, --unknown: lists also what is unknown, with what to say, and what holds.',
    'Exits 0 when nothing is found from SEVERITY on, 1 when something is, 2 when it is asked wrongly, and 3 when ' +
      'nothing is found but a file could not be read, or not all of it: it says which, why, and what to do.',
  ],
  example: 'nginx.conf compose.yaml --fail warning',
  options: {
    format: { type: 'string' },
    accept: { type: 'string' },
    fail: { type: 'string' },
    parameters: { type: 'string' },
    facts: { type: 'string' },
    unknown: { type: 'boolean', short: 'v' },
  },
  run({ profiles, options, words }) {
    if (words.length === 0) throw new WrongUsage(`audit needs a file, one or more: ${kinds.join(', ')}`);
    const format = formatOf(text(options.format) ?? 'text');
    const least = severityOf(text(options.fail) ?? 'error');
    const accepted = text(options.accept);
    const files = words.map(opened);
    const result = audit({
      files: files.filter((file) => 'text' in file),
      gaps: files.filter((file) => 'cure' in file),
      parameters: new Map(pairs(text(options.parameters))),
      told: new Map(pairs(text(options.facts)).map(toldBy)),
      behind: profiles?.[0] ?? null,
      acceptances: accepted === undefined ? [] : acceptancesOf(accepted),
    });
    return { output: format(result, options.unknown === true), exitCode: exitCodeOf(result, least) };
  },
};

const text = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

function severityOf(word: string): Severity {
  const found = severities.find((severity) => severity === word);
  if (found === undefined) throw new WrongUsage(unknownWord(word, 'a severity', severities));
  return found;
}

function formatOf(word: string) {
  const found = Object.hasOwn(formats, word) ? formats[word] : undefined;
  if (found === undefined) throw new WrongUsage(unknownWord(word, 'a format', Object.keys(formats)));
  return found;
}

/** What is found counts more than what could not be looked at. */
function exitCodeOf(result: Audit, least: Severity): Result['exitCode'] {
  if (failuresOf(result, least).length > 0 || result.problems.length > 0) return 1;
  return result.gaps.length > 0 ? 3 : 0;
}

function acceptancesOf(path: string): Acceptance[] {
  const file = opened(path);
  if ('cure' in file) throw new WrongUsage(`${path}: ${file.why}`);
  try {
    return parseAcceptances(file.text);
  } catch (error) {
    throw new WrongUsage(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}

const pairs = (list: string | undefined): [string, string][] =>
  (list ?? '')
    .split(',')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const [name = '', ...value] = pair.split('=');
      if (value.length === 0) throw new WrongUsage(`${pair} must be a name, = and a value`);
      return [name.trim(), value.join('=')];
    });

/** The numbers that any invariant speaks of; others would change nothing. */
const facts = new Set(invariants.flatMap(namesOf));

function toldBy([name, value]: readonly [string, string]): [FactName, number] {
  const number = Number(value);
  const fact = [...facts].find((known) => known === name);
  if (fact === undefined)
    throw new WrongUsage(`--facts: no invariant speaks of ${name}${didYouMean(name, [...facts])}`);
  if (value.trim() === '' || !Number.isFinite(number))
    throw new WrongUsage(`--facts: ${name} must be a number`);
  return [fact, number];
}
