import type { CommandTable } from '../shared/command-line/commands.ts';
import { commandLines, optionLines, twoColumns } from '../shared/command-line/help.ts';
import { wrapText } from '../shared/command-line/text-layout.ts';
import type { CliCommand } from './command.ts';

const columns = 80;

const exitCodeRows = [
  ['0', 'decided, or done where the command does not wait for a decision'],
  ['1', 'the debate failed or was cancelled, a record is not verified, or an error occurred'],
  ['2', 'usage error'],
  ['3', 'the server does not answer'],
  ['4', 'verify: the record is consistent, but without --key its signer is unknown'],
  ['130', 'interrupted with Ctrl-C; the debate continues on the server'],
] as const;

/** The help of the whole program. */
export function generalHelp(commands: CommandTable<CliCommand>): string {
  return [
    'rostrum: language-model agents debate a question and leave a decision record',
    '',
    'Usage: rostrum COMMAND [OPTIONS]',
    '',
    ...commandLines(commands, columns),
    '',
    ...twoColumns(
      [
        ['--help', 'Show this help, or the help of a command'],
        ['--version', 'Show the version'],
      ],
      columns,
    ),
    '',
    'Default server: http://localhost:8080; set another with --server or ROSTRUM_URL.',
    'The API key is read from ROSTRUM_API_KEY or --key.',
    'NO_COLOR turns colours off.',
    '',
    'Exit codes',
    ...twoColumns(exitCodeRows, columns),
  ].join('\n');
}

const commonExitCodes =
  '0 decided or done, 1 failed, cancelled or an error, 2 usage error, 3 no answer from the server, 130 interrupted';

/** The help of one command. */
export function commandHelp(
  name: string,
  { usage, summary, options, exitCodes = commonExitCodes }: CliCommand,
): string {
  return [
    `Usage: rostrum ${name} ${usage} [OPTIONS]`.replace('  ', ' '),
    '',
    ...wrapText(`${summary}.`, columns),
    '',
    ...optionLines(options, columns),
    '',
    ...wrapText(`Exit codes: ${exitCodes}.`, columns),
  ].join('\n');
}
