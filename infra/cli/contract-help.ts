import { profileNames } from '../../app/contract/profiles.ts';
import type { CommandTable } from '../../app/shared/command-line/commands.ts';
import { optionLines, twoColumns } from '../../app/shared/command-line/help.ts';
import { formatParagraph, lineWidth, wrapIndented } from '../shared/format.ts';
import { type ContractCommand, contractOptions } from './contract-command.ts';

const exitCodes =
  'Exit codes: 0 all invariants hold, 1 violation found, 2 usage error; audit: 3 some input could not be read.';

const profilesLine = `Profiles: ${profileNames.join(', ')}, and profile files (JSON or YAML).`;

/** The help of `npm run contract`. */
export const formatOverview = (commands: CommandTable<ContractCommand>): string =>
  [
    'Usage: npm run contract -- COMMAND [OPTIONS]',
    '',
    ...twoColumns(
      Object.entries(commands).map(([name, { summary }]) => [name, summary] as const),
      lineWidth,
    ),
    '',
    'npm run contract -- COMMAND --help shows the help of a command, with an example.',
    wrapIndented(`${profilesLine} check covers the built-in ones unless --profile names one.`),
    wrapIndented(exitCodes),
  ].join('\n');

/** The help of one command. */
export const formatCommandHelp = (
  name: string,
  { usage, description, example, options }: ContractCommand,
): string =>
  [
    wrapIndented(`Usage: npm run contract -- ${name} ${usage}`.trimEnd(), '    '),
    '',
    ...description.map(formatParagraph),
    '',
    ...optionLines({ ...options, ...contractOptions }, lineWidth),
    '',
    'Example:',
    `  npm run contract -- ${name} ${example}`.trimEnd(),
    '',
    wrapIndented(profilesLine),
    wrapIndented(exitCodes),
  ].join('\n');
