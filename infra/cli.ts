import { writeFileSync } from 'node:fs';
import type { ParseArgsOptionsConfig } from 'node:util';
import type { Contract } from '../app/contract/contract.ts';
import { ownMisfits } from '../app/contract/misfits.ts';
import { isProfileName, profile, profileNames } from '../app/contract/profiles.ts';
import { didYouMean, unknownWord } from '../app/nearest.ts';
import { parse } from './cli/arguments.ts';
import { type Result, WrongUsage } from './cli/command.ts';
import { commands } from './cli/commands.ts';
import { helpOf, helpOfAll } from './cli/help.ts';
import { paragraph } from './cli/table.ts';
import { deploymentFaults } from './faults.ts';

const common = {
  profile: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} satisfies ParseArgsOptionsConfig;

async function run(args: readonly string[]): Promise<Result> {
  const isHelp = ['help', '--help', '-h'].includes(args[0] ?? 'help');
  const [name, ...rest] = isHelp ? args.slice(1) : args;
  if (name === undefined) return { output: helpOfAll(commands), exitCode: 0 };
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new WrongUsage(unknownWord(name, 'a command', Object.keys(commands)));
  if (isHelp) return { output: helpOf(name, command), exitCode: 0 };
  const { values, words } = parse(name, rest, { ...command.options, ...common });
  const { profile: named, help: wanted, ...options } = values;
  if (wanted) return { output: helpOf(name, command), exitCode: 0 };
  const misfits = ownMisfits(didYouMean);
  const wrong = misfits.length > 0 ? misfits : deploymentFaults(profile('own'));
  if (wrong.length > 0)
    throw new WrongUsage(
      `The contract of the profile own does not hold:\n${wrong.map(paragraph).join('\n')}\n` +
        'Mend it in app/contract/own.ts.',
    );
  return command.run({ profiles: profilesOf(named), options, words });
}

/** Of a path that whoever asks has named. */
const isOfFiles = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code));

function profilesOf(name: string | boolean | undefined): readonly Contract[] | null {
  if (typeof name !== 'string') return null;
  if (!isProfileName(name)) throw new WrongUsage(unknownWord(name, 'a profile', profileNames));
  return [profile(name)];
}

// A reader that has seen enough (`… check --all | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const asked = process.argv.slice(2);
try {
  const { output, exitCode, files = [] } = await run(asked);
  for (const { path, text } of files) writeFileSync(path, text);
  process.exitCode = exitCode;
  process.stdout.write(`${output}\n`);
} catch (error) {
  if (!(error instanceof WrongUsage || isOfFiles(error))) throw error;
  const [name = ''] = asked;
  const about = Object.hasOwn(commands, name) ? `${name} --help` : 'help';
  process.stderr.write(`contract: ${error.message}\nSee npm run contract -- ${about}\n`);
  process.exitCode = 2;
}
