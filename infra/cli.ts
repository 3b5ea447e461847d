import { writeFileSync } from 'node:fs';
import { loadProfile } from '../app/config/load-profile.ts';
import type { Contract } from '../app/contract/types/contract.ts';
import { findCommand } from '../app/shared/command-line/commands.ts';
import { parseCommandLine } from '../app/shared/command-line/parse.ts';
import { UsageError } from '../app/shared/command-line/usage-error.ts';
import { commands } from './cli/commands.ts';
import { type CommandOutput, contractOptions } from './cli/contract-command.ts';
import { formatCommandHelp, formatOverview } from './cli/contract-help.ts';

async function run(args: readonly string[]): Promise<CommandOutput> {
  const isHelpRequest = ['help', '--help', '-h'].includes(args[0] ?? 'help');
  const [name, ...rest] = isHelpRequest ? args.slice(1) : args;
  if (name === undefined) return { output: formatOverview(commands), exitCode: 0 };
  const command = findCommand(commands, name);
  if (isHelpRequest) return { output: formatCommandHelp(name, command), exitCode: 0 };
  const { values, positionals } = parseCommandLine(rest, { ...command.options, ...contractOptions });
  const { profile: profileName, help, ...options } = values;
  if (help) return { output: formatCommandHelp(name, command), exitCode: 0 };
  return command.run({ profiles: resolveProfiles(profileName), options, positionals });
}

/** A file system error about a path from the command line. */
const isFileError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code));

function resolveProfiles(name: string | boolean | undefined): readonly Contract[] | null {
  if (typeof name !== 'string') return null;
  const loaded = loadProfile(name);
  if ('problems' in loaded) throw new UsageError(loaded.problems.join('\n'));
  return [loaded.contract];
}

// A reader that closes the pipe early (`… check --all | head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const cliArgs = process.argv.slice(2);
try {
  const { output, exitCode, files = [] } = await run(cliArgs);
  for (const { path, text } of files) writeFileSync(path, text);
  process.exitCode = exitCode;
  process.stdout.write(`${output}\n`);
} catch (error) {
  if (!(error instanceof UsageError || isFileError(error))) throw error;
  const [name = ''] = cliArgs;
  const about = Object.hasOwn(commands, name) ? `${name} --help` : 'help';
  process.stderr.write(`contract: ${error.message}\nSee npm run contract -- ${about}\n`);
  process.exitCode = 2;
}
