import { parseArgs } from 'node:util';
import type { Contract } from '../app/contract/contract.ts';
import { invariants } from '../app/contract/invariants.ts';
import { isProfileName, profile, profileNames } from '../app/contract/profiles.ts';
import { checkReport } from './cli/check.ts';
import { explainContract, explainInvariant } from './cli/explain.ts';
import { routesReport } from './cli/routes.ts';

const help = `npm run contract -- COMMAND [--profile PROFILE] [--json]

  check          Every invariant with both sides, broken ones first; of every profile unless one is named
  routes         Every route with its class, deadline, body limit and purpose
  explain [ID]   Every value, where it differs from the base, and what the invariants prevent; or one invariant

Profiles: ${profileNames.join(', ')}. routes and explain show production unless told otherwise.
Exit codes: 0 all holds, 1 an invariant is broken, 2 wrong usage.
`;

interface Result {
  readonly output: string;
  readonly exitCode: 0 | 1;
}

class WrongUsage extends Error {}

const commands: Readonly<Record<string, (asked: Asked) => Result>> = {
  check({ profiles, json, words }) {
    none(words);
    const report = checkReport(profiles ?? profileNames.map(profile));
    return { output: json ? asJson(report.json) : report.text, exitCode: report.ok ? 0 : 1 };
  },
  routes({ profiles, json, words }) {
    none(words);
    const report = routesReport(profiles?.[0] ?? profile('production'));
    return { output: json ? asJson(report.json) : report.text, exitCode: 0 };
  },
  explain({ profiles, json, words }) {
    const [id, ...more] = words;
    none(more);
    if (json) throw new WrongUsage('explain is for people; --json goes with check and routes');
    if (id === undefined)
      return { output: explainContract(profiles?.[0] ?? profile('production')), exitCode: 0 };
    const invariant = invariants.find((known) => known.id === id);
    if (!invariant) throw new WrongUsage(`no invariant is called ${id}; there are:\n  ${ids()}`);
    return { output: explainInvariant(invariant, profiles ?? profileNames.map(profile)), exitCode: 0 };
  },
};

interface Asked {
  /** The one that was named, or null. */
  readonly profiles: readonly Contract[] | null;
  readonly json: boolean;
  readonly words: readonly string[];
}

const asJson = (value: unknown): string => JSON.stringify(value, null, 2);
const ids = (): string => invariants.map(({ id }) => id).join('\n  ');

function none([word]: readonly string[]): void {
  if (word !== undefined) throw new WrongUsage(`${word} is one word too many`);
}

function run(args: readonly string[]): Result {
  const { values, positionals } = parse(args);
  const [name, ...words] = positionals;
  if (values.help || name === undefined || name === 'help') return { output: help.trimEnd(), exitCode: 0 };
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command)
    throw new WrongUsage(`${name} is not a command; there are ${Object.keys(commands).join(', ')}`);
  return command({ profiles: named(values.profile), json: values.json, words });
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        profile: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw error instanceof TypeError ? new WrongUsage(error.message) : error;
  }
}

function named(name: string | undefined): readonly Contract[] | null {
  if (name === undefined) return null;
  if (!isProfileName(name))
    throw new WrongUsage(`${name} is not a profile; there are ${profileNames.join(', ')}`);
  return [profile(name)];
}

try {
  const { output, exitCode } = run(process.argv.slice(2));
  process.stdout.write(`${output}\n`);
  process.exitCode = exitCode;
} catch (error) {
  if (!(error instanceof WrongUsage)) throw error;
  process.stderr.write(`contract: ${error.message}\nSee npm run contract -- help\n`);
  process.exitCode = 2;
}
