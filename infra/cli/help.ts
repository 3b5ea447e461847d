import { profileNames } from '../../app/contract/profiles.ts';
import type { Command } from './command.ts';
import { columns, indented, paragraph, wrapped } from './table.ts';

export type Commands = Readonly<Record<string, Command>>;

const codes =
  'Exit codes: 0 all holds, 1 something is broken, 2 wrong usage; audit: 3 not all could be read.';

/** All commands in short. */
export const helpOfAll = (commands: Commands): string =>
  [
    'npm run contract -- COMMAND',
    '',
    indented(columns(Object.entries(commands).map(([name, { brief }]) => [name, brief]))),
    '',
    'npm run contract -- COMMAND --help says how to write it, with an example.',
    wrapped(`Profiles: ${profileNames.join(', ')}. check takes all of them, unless one is named.`),
    codes,
  ].join('\n');

/** One command in full. */
export const helpOf = (name: string, { usage, says, example }: Command): string =>
  [
    wrapped(`npm run contract -- ${name} ${usage}`, '    '),
    '',
    ...says.map(paragraph),
    '',
    'Example:',
    indented(`npm run contract -- ${name} ${example}`.trimEnd()),
    '',
    wrapped(`Profiles: ${profileNames.join(', ')}.`),
    codes,
  ].join('\n');
