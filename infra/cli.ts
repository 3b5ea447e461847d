import { writeFileSync } from 'node:fs';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Contract } from '../app/contract/contract.ts';
import { ownMisfits } from '../app/contract/misfits.ts';
import { isProfileName, profile, profileNames } from '../app/contract/profiles.ts';
import { auditCommand } from './cli/audit.ts';
import { checkCommand } from './cli/check.ts';
import { type Command, type Result, WrongUsage } from './cli/command.ts';
import { explainCommand } from './cli/explain.ts';
import { renderCommand } from './cli/render.ts';
import { routesCommand } from './cli/routes.ts';
import { valuesCommand } from './cli/values.ts';

const commands: Readonly<Record<string, Command>> = {
  check: checkCommand,
  explain: explainCommand,
  values: valuesCommand,
  routes: routesCommand,
  render: renderCommand,
  audit: auditCommand,
};

const inHelp = ([name, { usage, says }]: [string, Command]): string =>
  [`  ${name} ${usage}`, ...says.map((line) => `      ${line}`)].join('\n');

const help = (): string => `npm run contract -- COMMAND

${Object.entries(commands).map(inHelp).join('\n')}

Profiles: ${profileNames.join(', ')}. check takes all of them, the others production, unless one is named.
Exit codes: 0 all holds, 1 an invariant is broken, 2 wrong usage.`;

const common = {
  profile: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} satisfies ParseArgsOptionsConfig;

async function run([name, ...rest]: readonly string[]): Promise<Result> {
  if (name === undefined || ['help', '--help', '-h'].includes(name)) return { output: help(), exitCode: 0 };
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command)
    throw new WrongUsage(`${name} is not a command; there are ${Object.keys(commands).join(', ')}`);
  const { values, positionals } = parse(rest, { ...command.options, ...common });
  const { profile: named, help: wanted, ...options } = values;
  if (wanted) return { output: help(), exitCode: 0 };
  const wrong = ownMisfits();
  if (wrong.length > 0) throw new WrongUsage(`app/contract/own.ts does not fit:\n  ${wrong.join('\n  ')}`);
  return command.run({ profiles: profilesOf(named), options, words: positionals });
}

interface Parsed {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

function parse(args: readonly string[], options: ParseArgsOptionsConfig): Parsed {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const single = Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value) ? value[0] : value,
    ]);
    return { values: Object.fromEntries(single), positionals };
  } catch (error) {
    throw error instanceof TypeError ? new WrongUsage(error.message) : error;
  }
}

/** Of a path that whoever asks has named. */
const isOfFiles = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code));

function profilesOf(name: string | boolean | undefined): readonly Contract[] | null {
  if (typeof name !== 'string') return null;
  if (!isProfileName(name))
    throw new WrongUsage(`${name} is not a profile; there are ${profileNames.join(', ')}`);
  return [profile(name)];
}

try {
  const { output, exitCode, files = [] } = await run(process.argv.slice(2));
  for (const { path, text } of files) writeFileSync(path, text);
  process.stdout.write(`${output}\n`);
  process.exitCode = exitCode;
} catch (error) {
  if (!(error instanceof WrongUsage || isOfFiles(error))) throw error;
  process.stderr.write(`contract: ${error.message}\nSee npm run contract -- help\n`);
  process.exitCode = 2;
}
