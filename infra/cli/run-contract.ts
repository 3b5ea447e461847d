import { writeFileSync } from 'node:fs';
import { loadProfile } from '../../app/config/load-profile.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { findCommand } from '../../app/shared/command-line/commands.ts';
import { parseCommandLine } from '../../app/shared/command-line/parse.ts';
import { UsageError } from '../../app/shared/command-line/usage-error.ts';
import { commands } from './commands.ts';
import { type CommandOutput, contractOptions } from './contract-command.ts';
import { formatCommandHelp, formatOverview } from './contract-help.ts';

export interface ContractResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line and writes its files. Wrong usage is one message and status 2; a bug is thrown. */
export async function runContract(args: readonly string[]): Promise<ContractResult> {
  try {
    const { output, exitCode, files = [] } = await run(args);
    for (const { path, text } of files) writeFileSync(path, text);
    return { status: exitCode, stdout: `${output}\n`, stderr: '' };
  } catch (error) {
    if (!(error instanceof UsageError || isFileError(error))) throw error;
    const [name = ''] = args;
    const about = Object.hasOwn(commands, name) ? `${name} --help` : 'help';
    const stderr = `contract: ${error.message}\nSee npm run contract -- ${about}\n`;
    return { status: 2, stdout: '', stderr };
  }
}

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
