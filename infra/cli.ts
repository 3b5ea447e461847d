import { writeFileSync } from 'node:fs';
import { isProfileName, profile, profileNames } from '../app/contract/profiles.ts';
import type { Contract } from '../app/contract/types/contract.ts';
import { validateCustomProfile } from '../app/contract/validate-overrides.ts';
import { findCommand } from '../app/shared/command-line/commands.ts';
import { parseCommandLine } from '../app/shared/command-line/parse.ts';
import { UsageError } from '../app/shared/command-line/usage-error.ts';
import { didYouMean, unknownWordError } from '../app/shared/suggestions.ts';
import { deploymentErrors } from './checks/contract-errors.ts';
import { commands } from './cli/commands.ts';
import { type CommandOutput, contractOptions } from './cli/contract-command.ts';
import { formatCommandHelp, formatOverview } from './cli/contract-help.ts';
import { formatParagraph } from './shared/format.ts';

async function run(args: readonly string[]): Promise<CommandOutput> {
  const isHelpRequest = ['help', '--help', '-h'].includes(args[0] ?? 'help');
  const [name, ...rest] = isHelpRequest ? args.slice(1) : args;
  if (name === undefined) return { output: formatOverview(commands), exitCode: 0 };
  const command = findCommand(commands, name);
  if (isHelpRequest) return { output: formatCommandHelp(name, command), exitCode: 0 };
  const { values, positionals } = parseCommandLine(rest, { ...command.options, ...contractOptions });
  const { profile: profileName, help, ...options } = values;
  if (help) return { output: formatCommandHelp(name, command), exitCode: 0 };
  const overrideErrors = validateCustomProfile(didYouMean);
  const errors = overrideErrors.length > 0 ? overrideErrors : deploymentErrors(profile('custom'));
  if (errors.length > 0)
    throw new UsageError(
      `The contract of the profile custom is not valid:\n${errors.map(formatParagraph).join('\n')}\n` +
        'Fix it in app/contract/profiles/custom.ts.',
    );
  return command.run({ profiles: resolveProfiles(profileName), options, positionals });
}

/** A file system error about a path from the command line. */
const isFileError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code));

function resolveProfiles(name: string | boolean | undefined): readonly Contract[] | null {
  if (typeof name !== 'string') return null;
  if (!isProfileName(name)) throw new UsageError(unknownWordError(name, 'a profile', profileNames));
  return [profile(name)];
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
