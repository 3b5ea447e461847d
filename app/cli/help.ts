import type { CommandOptions } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { alignColumns, wrapText } from './output/text.ts';

type Commands = Readonly<Record<string, CliCommand>>;

const columns = 80;

const exitCodeRows = [
  ['0', 'decided (or, of what does not wait for a decision: done)'],
  ['1', 'the debate failed or was cancelled, a record is not verified, or something went wrong'],
  ['2', 'wrong usage'],
  ['3', 'the server does not answer'],
  ['130', 'interrupted with Ctrl-C; the debate itself goes on'],
];

/** The help of the whole program. */
export function generalHelp(commands: Commands): string {
  const rows = Object.entries(commands).map(([name, { usage, description: says }]) => [
    `  ${name} ${usage}`.trimEnd(),
    says,
  ]);
  return [
    'rostrum: several language-model agents debate a question and leave a decision record',
    '',
    'Usage: rostrum COMMAND [OPTIONS]',
    '',
    ...twoColumns(rows),
    '',
    ...twoColumns([
      ['  --help', 'This help; after a command, its own'],
      ['  --version', 'The version'],
    ]),
    '',
    'The server is http://localhost:8080 unless --server or ROSTRUM_URL says otherwise.',
    'A server that asks for keys is shown that of ROSTRUM_API_KEY or --key.',
    'NO_COLOR turns colours off.',
    '',
    'Exit codes',
    ...twoColumns(exitCodeRows.map(([code = '', description = '']) => [`  ${code}`, description])),
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(name: string, { usage, description, options }: CliCommand): string {
  return [
    `Usage: rostrum ${name} ${usage} [OPTIONS]`.replace('  ', ' '),
    '',
    ...wrapText(`${description}.`, columns),
    '',
    ...twoColumns(optionRows(options)),
    '',
    'Exit codes: 0 decided or done, 1 failed, cancelled or an error, 2 wrong usage,',
    '3 no answer from the server, 130 interrupted.',
  ].join('\n');
}

const optionRows = (options: CommandOptions): string[][] =>
  Object.entries(options).map(([name, { short, placeholder, multiple, description }]) => [
    `  ${short ? `-${short}, ` : ''}--${name}${placeholder ? ` ${placeholder}` : ''}${multiple ? ' …' : ''}`,
    description,
  ]);

/** Two columns of which the second one flows. */
function twoColumns(rows: readonly (readonly string[])[]): string[] {
  const firstColumn = alignColumns(rows.map(([first = '']) => [first, '|'])).map((line) => line.slice(0, -1));
  return rows.flatMap(([, second = ''], index) => {
    const first = firstColumn[index] ?? '';
    return wrapText(second, columns, first, ' '.repeat(first.length));
  });
}
