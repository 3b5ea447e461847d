import type { DebateResponse } from '../../debate/views/responses.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseChoice, parseCommandLine, parseNumber } from '../../shared/command-line/parse.ts';
import { alignColumns, displayWidth, padEnd, truncateEnd } from '../../shared/command-line/text-layout.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import type { Formats } from '../../shared/formats.ts';
import { toPrintableDeep } from '../../shared/printable.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Style } from '../output/style.ts';
import { createOutput } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';
import { withUsageErrors } from '../usage-errors.ts';

const statuses: readonly DebateResponse['status'][] = ['running', 'paused', 'decided', 'failed', 'cancelled'];

const options = {
  search: { type: 'string', placeholder: 'WORDS', description: 'Only debates that contain these words' },
  status: { type: 'string', placeholder: 'STATUS', description: `Only ${statuses.join(', ')}` },
  limit: { type: 'string', placeholder: 'N', description: 'Number of debates' },
  json: { type: 'boolean', description: 'Print JSON' },
  ...commonOptions,
} as const satisfies CommandOptions;

export const listCommand: CliCommand = {
  usage: '',
  ownServer: 'read',
  summary: 'List debates, newest first',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    if (positionals[0] !== undefined)
      throw new UsageError(
        `unexpected argument ${positionals[0]}; to search, write --search ${positionals[0]}`,
      );
    const limit = parseNumber('limit', values.limit, 'whole');
    const status = parseChoice('status', values.status, statuses);
    const { client } = resolveServer(values, terminal);
    const query = { q: values.search, status, limit };
    const page = await withUsageErrors(
      () => client.list(query, { signal: terminal.interrupted }),
      (member) => (member === 'q' ? '--search' : member === 'limit' ? '--limit' : null),
    );
    const out = createOutput(terminal, 'stdout', false);
    const { debates, next } = page;
    if (values.json) out.writeJson(page);
    else if (!terminal.stdout.isTTY)
      out.writeDocument(toPrintableDeep(debates).map(tabSeparated).join(''), 'text');
    else if (debates.length === 0) out.writeLines(['No debates.']);
    else
      out.writeLines([
        ...tableLines(toPrintableDeep(debates), out.columns(), out.style),
        ...(next ? ['… and older ones'] : []),
      ]);
    return exitCodes.decided;
  },
};

const cellsOf = (
  { id, status, phase, agreement, createdAt }: DebateResponse,
  formats: Formats,
): readonly string[] => [
  id,
  formats.minute(createdAt),
  phase === 'approve' ? 'waits for approval' : status,
  agreement === null ? '-' : formats.percent(agreement),
];

const titleOf = ({ title, question }: DebateResponse): string => (title ?? question).replace(/\s+/g, ' ');

/** For programs: id, time, status, agreement from 0 to 1, cost in USD, title. */
const tabSeparated = (debate: DebateResponse): string => {
  const { id, createdAt, status, agreement, costUsd } = debate;
  return `${[id, createdAt, status, agreement ?? '', costUsd, titleOf(debate)].join('\t')}\n`;
};

/** A line for each debate. On a narrow terminal, or with long ids, the question has its own, and then the id too. */
function tableLines(debates: readonly DebateResponse[], columns: number, style: Style): string[] {
  const [header = '', ...rows] = alignColumns([
    ['ID', 'STARTED', 'STATUS', 'AGREEMENT'],
    ...debates.map((debate) => cellsOf(debate, style.formats)),
  ]);
  const cellColumns = Math.max(...[header, ...rows].map(displayWidth));
  const room = columns - cellColumns - 2;
  if (room >= questionColumnsMin)
    return [
      style.dim(`${padEnd(header, cellColumns)}  QUESTION`),
      ...rows.map((row, index) => joinCells(row, cellColumns, debates[index], room)),
    ];
  const titleLine = (debate: DebateResponse) => `  ${truncateEnd(titleOf(debate), columns - 2)}`;
  if (cellColumns <= columns)
    return [style.dim(header), ...debates.flatMap((debate, index) => [rows[index] ?? '', titleLine(debate)])];
  return debates.flatMap((debate) => {
    const [id = '', startedAt = '', ...rest] = cellsOf(debate, style.formats);
    return [id, truncateEnd(`  ${[...rest, startedAt].join('  ')}`, columns), titleLine(debate)];
  });
}

const questionColumnsMin = 24;

const joinCells = (
  row: string,
  cellColumns: number,
  debate: DebateResponse | undefined,
  room: number,
): string => `${padEnd(row, cellColumns)}  ${debate ? truncateEnd(titleOf(debate), room) : ''}`;
