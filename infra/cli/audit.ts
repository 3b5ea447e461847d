import type { FactName } from '../../app/contract/facts.ts';
import { factsUsedBy } from '../../app/contract/invariants/invariant.ts';
import { invariants } from '../../app/contract/invariants.ts';
import { UsageError } from '../../app/shared/command-line/usage-error.ts';
import { didYouMean, unknownWordError } from '../../app/shared/suggestions.ts';
import { programFacts } from '../lint/fact-words.ts';
import {
  fileKindNames,
  findFailures,
  type InputFile,
  type LintResult,
  lint,
  severities,
} from '../lint/lint.ts';
import { githubReport } from '../lint/reporters/github.ts';
import { jsonReport } from '../lint/reporters/json.ts';
import { markdownReport } from '../lint/reporters/markdown.ts';
import type { ReportOptions } from '../lint/reporters/report.ts';
import { sarifReport } from '../lint/reporters/sarif.ts';
import { textReport } from '../lint/reporters/text.ts';
import { parseSuppressions, type Suppression } from '../lint/suppressions.ts';
import type { Severity } from '../lint/types.ts';
import type { ReadFailure } from '../lint/unreadable.ts';
import { type CommandOutput, type ContractCommand, formatJson } from './contract-command.ts';
import { findFiles } from './find-files.ts';
import { diskFiles, readInput } from './read-input.ts';

type Report = (result: LintResult, options: ReportOptions) => string;

const reporters: Readonly<Record<string, Report>> = {
  text: textReport,
  json: jsonReport,
  sarif: (result, options) => formatJson(sarifReport(result, options)),
  md: markdownReport,
  github: githubReport,
};

export const auditCommand: ContractCommand = {
  summary: 'check your own infrastructure files',
  usage:
    'PATH... (- is stdin) [--format FORMAT] [--accept FILE] [--fail SEVERITY] [--parameters A=1,B=2] ' +
    '[--facts NAME=NUMBER,...] [--profile PROFILE] [--notes] [-v]',
  description: [
    `Checks infrastructure files (${fileKindNames.join(', ')}) and the relations between them. A folder means the ` +
      'files below it that git does not ignore; other files there are passed over.',
    `FORMAT: ${Object.keys(reporters).join(', ')}. SEVERITY, the lowest that fails: ${severities.join(', ')}.`,
    '--accept: a JSON list of { id, resource, files, reason }; default: .rostrum-audit.json, if it exists. ' +
      'In a file: # rostrum-ignore RULE: reason, on the line or above the block. Unused ones are reported.',
    '--facts: numbers of your program, as program.requestMs=60000,program.keepAliveMs=5000; unknown results ' +
      'list the facts that they need.',
    '--profile: the program behind the gateway is Rostrum with this profile, unless a file shows another.',
    '-v, --unknown: also lists unknown results, with the missing facts, and invariants that hold.',
    'Exit codes: 0 no findings from SEVERITY on; 1 findings; 2 wrong usage; 3 no findings, but a file could not be ' +
      'read completely: the report names the file, the reason and the fix.',
  ],
  example: 'nginx.conf compose.yaml --fail warning',
  options: {
    format: {
      type: 'string',
      placeholder: 'FORMAT',
      description: `${Object.keys(reporters).join(', ')}; default: text`,
    },
    accept: {
      type: 'string',
      placeholder: 'FILE',
      description: 'Accepted findings: { id, resource, reason }',
    },
    fail: {
      type: 'string',
      placeholder: 'SEVERITY',
      description: `Lowest severity that fails: ${severities.join(', ')}; default: error`,
    },
    parameters: { type: 'string', placeholder: 'A=1,B=2', description: 'Values of template parameters' },
    facts: { type: 'string', placeholder: 'NAME=NUMBER,...', description: 'Known values of the program' },
    notes: { type: 'boolean', description: 'Show advice, too' },
    unknown: { type: 'boolean', short: 'v', description: 'List also what is unknown and what holds' },
  },
  run({ profiles, options, positionals }) {
    if (positionals.length === 0)
      throw new UsageError(`audit needs at least one file or folder: ${fileKindNames.join(', ')}`);
    const format = parseFormat(readText(options.format) ?? 'text');
    const min = parseSeverity(readText(options.fail) ?? 'error');
    const accepted = readText(options.accept);
    const { files, hints } = readPaths(positionals);
    const result = lint({
      files: files.filter((file) => 'text' in file),
      unopened: files.filter((file) => 'fix' in file),
      hints,
      parameters: new Map(parsePairs(readText(options.parameters))),
      userFacts: new Map(parsePairs(readText(options.facts)).map(parseFact)),
      upstreamContract: profiles?.[0] ?? null,
      nearby: diskFiles,
      suppressions: readAcceptances(accepted),
    });
    const shown = { notes: options.notes === true || min === 'note', unknown: options.unknown === true };
    return { output: format(result, shown), exitCode: exitCode(result, min) };
  },
};

const readText = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

function parseSeverity(word: string): Severity {
  const found = severities.find((severity) => severity === word);
  if (found === undefined) throw new UsageError(unknownWordError(word, 'a severity', severities));
  return found;
}

function parseFormat(word: string) {
  const found = Object.hasOwn(reporters, word) ? reporters[word] : undefined;
  if (found === undefined) throw new UsageError(unknownWordError(word, 'a format', Object.keys(reporters)));
  return found;
}

/** Findings take precedence over unreadable files. */
function exitCode(result: LintResult, min: Severity): CommandOutput['exitCode'] {
  if (findFailures(result, min).length > 0) return 1;
  return result.gaps.length > 0 ? 3 : 0;
}

const defaultAcceptances = '.rostrum-audit.json';

function readAcceptances(named: string | undefined): Suppression[] {
  const path = named ?? defaultAcceptances;
  const file = readInput(path);
  if ('fix' in file) {
    if (named === undefined) return [];
    throw new UsageError(`${path}: ${file.reason}`);
  }
  try {
    return parseSuppressions(file.text);
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}

interface ReadPaths {
  readonly files: readonly (InputFile | ReadFailure)[];
  readonly hints: readonly string[];
}

/** The files that are named, and those below the folders that are named, each once. */
function readPaths(paths: readonly string[]): ReadPaths {
  const files = new Map<string, InputFile | ReadFailure>();
  const hints: string[] = [];
  for (const path of paths) {
    const found = path === '-' ? null : findFiles(path);
    if (found === null) files.set(path, readInput(path));
    else {
      hints.push(...found.hints);
      for (const one of found.paths)
        if (!files.has(one)) files.set(one, { ...readInput(one), isFound: true });
    }
  }
  return { files: [...files.values()], hints };
}

const parsePairs = (list: string | undefined): [string, string][] =>
  (list ?? '')
    .split(',')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const [name = '', ...value] = pair.split('=');
      if (value.length === 0) throw new UsageError(`${pair} must be a name, = and a value`);
      return [name.trim(), value.join('=')];
    });

/** Facts that an invariant uses; others would have no effect. */
const knownFacts = new Set(invariants.flatMap(factsUsedBy));

function parseFact([name, value]: readonly [string, string]): [FactName, number] {
  const number = Number(value);
  const fact = programFacts.get(name) ?? [...knownFacts].find((known) => known === name);
  if (fact === undefined)
    throw new UsageError(
      `--facts: no invariant uses ${name}${didYouMean(name, [...programFacts.keys(), ...knownFacts])}`,
    );
  if (value.trim() === '' || !Number.isFinite(number))
    throw new UsageError(`--facts: ${name} must be a number`);
  return [fact, number];
}
