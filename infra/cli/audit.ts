import type { FactName } from '../../app/contract/facts.ts';
import { factsUsedBy } from '../../app/contract/invariants/invariant.ts';
import { invariants } from '../../app/contract/invariants.ts';
import { didYouMean, unknownWordError } from '../../app/shared/suggestions.ts';
import { type Audit, audit, failuresOf, kinds, severities } from '../lint/lint.ts';
import { asMarkdown } from '../lint/reporters/markdown.ts';
import { asSarif } from '../lint/reporters/sarif.ts';
import { asText } from '../lint/reporters/text.ts';
import type { Severity } from '../lint/source.ts';
import { type Acceptance, parseAcceptances } from '../lint/suppressions.ts';
import { type CommandResult, type ContractCommand, ContractUsageError, formatJson } from './command.ts';
import { readInput } from './read-input.ts';

const reporters: Readonly<Record<string, (result: Audit, isLong: boolean) => string>> = {
  text: asText,
  json: (result) => formatJson(result),
  sarif: (result) => formatJson(asSarif(result)),
  md: (result) => asMarkdown(result),
};

export const auditCommand: ContractCommand = {
  summary: 'check your own infrastructure files',
  usage:
    'FILE... (- is stdin) [--format FORMAT] [--accept FILE] [--fail SEVERITY] [--parameters A=1,B=2] ' +
    '[--facts NAME=NUMBER,...] [--profile PROFILE] [-v]',
  description: [
    `Checks any infrastructure files (${kinds.join(', ')}) against the invariants; several files are combined.`,
    `FORMAT: ${Object.keys(reporters).join(', ')}. SEVERITY, the lowest that fails: ${severities.join(', ')}.`,
    '--accept: a JSON list of { id, resource, reason }.',
    '--facts: numbers of your program, as classes.api.deadlineMs=60000,node.keepAliveMs=5000; unknown results ' +
      'list the facts that they need.',
    '--profile: the program behind the gateway is Rostrum with this profile, unless a file shows another.',
    '-v, --unknown: also lists unknown results, with the missing facts, and invariants that hold.',
    'Exit codes: 0 no findings from SEVERITY on; 1 findings; 2 wrong usage; 3 no findings, but a file could not be ' +
      'read completely: the report names the file, the reason and the fix.',
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
  run({ profiles, options, positionals }) {
    if (positionals.length === 0)
      throw new ContractUsageError(`audit needs at least one file: ${kinds.join(', ')}`);
    const format = parseFormat(readText(options.format) ?? 'text');
    const least = parseSeverity(readText(options.fail) ?? 'error');
    const accepted = readText(options.accept);
    const files = positionals.map(readInput);
    const result = audit({
      files: files.filter((file) => 'text' in file),
      gaps: files.filter((file) => 'cure' in file),
      parameters: new Map(parsePairs(readText(options.parameters))),
      told: new Map(parsePairs(readText(options.facts)).map(parseFact)),
      behind: profiles?.[0] ?? null,
      acceptances: accepted === undefined ? [] : readAcceptances(accepted),
    });
    return { output: format(result, options.unknown === true), exitCode: exitCode(result, least) };
  },
};

const readText = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

function parseSeverity(word: string): Severity {
  const found = severities.find((severity) => severity === word);
  if (found === undefined) throw new ContractUsageError(unknownWordError(word, 'a severity', severities));
  return found;
}

function parseFormat(word: string) {
  const found = Object.hasOwn(reporters, word) ? reporters[word] : undefined;
  if (found === undefined)
    throw new ContractUsageError(unknownWordError(word, 'a format', Object.keys(reporters)));
  return found;
}

/** Findings take precedence over unreadable files. */
function exitCode(result: Audit, least: Severity): CommandResult['exitCode'] {
  if (failuresOf(result, least).length > 0 || result.problems.length > 0) return 1;
  return result.gaps.length > 0 ? 3 : 0;
}

function readAcceptances(path: string): Acceptance[] {
  const file = readInput(path);
  if ('cure' in file) throw new ContractUsageError(`${path}: ${file.why}`);
  try {
    return parseAcceptances(file.text);
  } catch (error) {
    throw new ContractUsageError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}

const parsePairs = (list: string | undefined): [string, string][] =>
  (list ?? '')
    .split(',')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const [name = '', ...value] = pair.split('=');
      if (value.length === 0) throw new ContractUsageError(`${pair} must be a name, = and a value`);
      return [name.trim(), value.join('=')];
    });

/** Facts that an invariant uses; others would have no effect. */
const knownFacts = new Set(invariants.flatMap(factsUsedBy));

function parseFact([name, value]: readonly [string, string]): [FactName, number] {
  const number = Number(value);
  const fact = [...knownFacts].find((known) => known === name);
  if (fact === undefined)
    throw new ContractUsageError(`--facts: no invariant uses ${name}${didYouMean(name, [...knownFacts])}`);
  if (value.trim() === '' || !Number.isFinite(number))
    throw new ContractUsageError(`--facts: ${name} must be a number`);
  return [fact, number];
}
