import { readFileSync, statSync } from 'node:fs';
import type { FactName } from '../../app/contract/facts.ts';
import { invariants } from '../../app/contract/invariants.ts';
import { namesOf } from '../../app/contract/relation.ts';
import { type Acceptance, parseAcceptances } from '../audit/accept.ts';
import { type Audit, audit, failuresOf, kinds, severities } from '../audit/audit.ts';
import { bytesMax } from '../audit/read/document.ts';
import { asMarkdown } from '../audit/report/markdown.ts';
import { asSarif } from '../audit/report/sarif.ts';
import { asText } from '../audit/report/text.ts';
import type { Severity } from '../audit/source.ts';
import { asJson, type Command, WrongUsage } from './command.ts';

const formats: Readonly<Record<string, (result: Audit) => string>> = {
  text: asText,
  json: asJson,
  sarif: (result) => asJson(asSarif(result)),
  md: asMarkdown,
};

export const auditCommand: Command = {
  usage:
    'FILE... [--format FORMAT] [--accept FILE] [--fail SEVERITY] [--parameters A=1,B=2] [--facts NAME=NUMBER,...] ' +
    '[--profile PROFILE]',
  says: [
    `What the invariants say of files that others have written (${kinds.join(', ')}); several are read together`,
    `FORMAT is ${Object.keys(formats).join(', ')}; SEVERITY, from which on it fails, is ${severities.join(', ')}`,
    '--accept: a JSON list of { id, resource, reason }; --facts: what you know of the program, as',
    'classes.api.deadlineMs=60000,node.keepAliveMs=5000; what is unknown names what it needs',
    '--profile: the program behind a gateway is ours and runs with this, where no file says so',
  ],
  options: {
    format: { type: 'string' },
    accept: { type: 'string' },
    fail: { type: 'string' },
    parameters: { type: 'string' },
    facts: { type: 'string' },
  },
  run({ profiles, options, words }) {
    if (words.length === 0) throw new WrongUsage('audit needs a file');
    const format = formats[text(options.format) ?? 'text'];
    if (format === undefined) throw new WrongUsage(`--format is one of ${Object.keys(formats).join(', ')}`);
    const least = severityOf(text(options.fail) ?? 'error');
    const accepted = text(options.accept);
    const result = audit({
      files: words.map((name) => ({ name, text: read(name) })),
      parameters: new Map(pairs(text(options.parameters))),
      told: new Map(pairs(text(options.facts)).map(toldBy)),
      behind: profiles?.[0] ?? null,
      acceptances: accepted === undefined ? [] : acceptancesOf(accepted),
    });
    const failed = failuresOf(result, least).length > 0 || result.problems.length > 0;
    return { output: format(result), exitCode: failed ? 1 : 0 };
  },
};

const text = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

function severityOf(word: string): Severity {
  const found = severities.find((severity) => severity === word);
  if (found === undefined) throw new WrongUsage(`--fail is one of ${severities.join(', ')}`);
  return found;
}

function read(path: string): string {
  try {
    if (statSync(path).size > bytesMax) throw new WrongUsage(`${path} is larger than ${bytesMax} bytes`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    throw new WrongUsage(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function acceptancesOf(path: string): Acceptance[] {
  try {
    return parseAcceptances(read(path));
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
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
  if (fact === undefined) throw new WrongUsage(`--facts: no invariant speaks of ${name}`);
  if (value.trim() === '' || !Number.isFinite(number))
    throw new WrongUsage(`--facts: ${name} must be a number`);
  return [fact, number];
}
