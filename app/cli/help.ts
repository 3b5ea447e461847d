import type { Options } from './arguments.ts';
import type { Command } from './command.ts';
import { table, wrap } from './text.ts';

type Commands = Readonly<Record<string, Command>>;

const columns = 80;

const exits = [
  ['0', 'decided (or, of what does not wait for a decision: done)'],
  ['1', 'the debate failed or was cancelled, a record is not verified, or something went wrong'],
  ['2', 'wrong usage'],
  ['3', 'the server does not answer'],
  ['130', 'interrupted with Ctrl-C; the debate itself goes on'],
];

/** The help of the whole program. */
export function generalHelp(commands: Commands): string {
  const rows = Object.entries(commands).map(([name, { usage, says }]) => [
    `  ${name} ${usage}`.trimEnd(),
    says,
  ]);
  return [
    'rostrum: several language-model agents debate a question and leave a decision record',
    '',
    'Usage: rostrum COMMAND [OPTIONS]',
    '',
    ...hanging(rows),
    '',
    ...hanging([
      ['  --help', 'This help; after a command, its own'],
      ['  --version', 'The version'],
    ]),
    '',
    'The server is http://localhost:8080 unless --server or ROSTRUM_URL says otherwise.',
    'A server that asks for keys is shown that of ROSTRUM_API_KEY or --key.',
    'NO_COLOR turns colours off.',
    '',
    'Exit codes',
    ...hanging(exits.map(([code = '', says = '']) => [`  ${code}`, says])),
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(name: string, { usage, says, options }: Command): string {
  return [
    `Usage: rostrum ${name} ${usage} [OPTIONS]`.replace('  ', ' '),
    '',
    ...wrap(`${says}.`, columns),
    '',
    ...hanging(optionRows(options)),
    '',
    'Exit codes: 0 decided or done, 1 failed, cancelled or an error, 2 wrong usage,',
    '3 no answer from the server, 130 interrupted.',
  ].join('\n');
}

const optionRows = (options: Options): string[][] =>
  Object.entries(options).map(([name, { short, value, multiple, says }]) => [
    `  ${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}${multiple ? ' …' : ''}`,
    says,
  ]);

/** Two columns of which the second one flows. */
function hanging(rows: readonly (readonly string[])[]): string[] {
  const firsts = table(rows.map(([first = '']) => [first, '|'])).map((line) => line.slice(0, -1));
  return rows.flatMap(([, second = ''], index) => {
    const first = firsts[index] ?? '';
    return wrap(second, columns, first, ' '.repeat(first.length));
  });
}
