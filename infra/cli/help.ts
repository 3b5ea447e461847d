import { profileNames } from '../../app/contract/profiles.ts';
import { formatColumns, formatParagraph, indentText, wrapText } from '../shared/format.ts';
import type { ContractCommand } from './command.ts';

export type CommandTable = Readonly<Record<string, ContractCommand>>;

const exitCodes =
  'Exit codes: 0 all holds, 1 something is broken, 2 wrong usage; audit: 3 not all could be read.';

/** All commands in short. */
export const formatOverview = (commands: CommandTable): string =>
  [
    'npm run contract -- COMMAND',
    '',
    indentText(formatColumns(Object.entries(commands).map(([name, { summary }]) => [name, summary]))),
    '',
    'npm run contract -- COMMAND --help says how to write it, with an example.',
    wrapText(`Profiles: ${profileNames.join(', ')}. check takes all of them, unless one is named.`),
    exitCodes,
  ].join('\n');

/** One command in full. */
export const formatCommandHelp = (name: string, { usage, description, example }: ContractCommand): string =>
  [
    wrapText(`npm run contract -- ${name} ${usage}`, '    '),
    '',
    ...description.map(formatParagraph),
    '',
    'Example:',
    indentText(`npm run contract -- ${name} ${example}`.trimEnd()),
    '',
    wrapText(`Profiles: ${profileNames.join(', ')}.`),
    exitCodes,
  ].join('\n');
