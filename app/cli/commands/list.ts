import { formatPercent } from '../../debate/views/labels.ts';
import type { DebateResponse } from '../../debate/views/responses.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseChoice, parseCommandLine, parseNumber } from '../../shared/command-line/parse.ts';
import { alignColumns, truncateEnd } from '../../shared/command-line/text-layout.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { toPrintableDeep } from '../../shared/printable.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
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
    if (values.json) out.writeJson(page);
    else if (page.debates.length === 0) out.writeLines(['No debates.']);
    else
      out.writeLines([
        ...debateLines(toPrintableDeep(page.debates), out.columns()),
        ...(page.next ? ['… and older ones'] : []),
      ]);
    return exitCodes.decided;
  },
};

function debateLines(debates: readonly DebateResponse[], columns: number): string[] {
  const summaries = alignColumns(
    debates.map(({ id, status, agreement, createdAt }) => [
      id,
      createdAt.slice(0, 16).replace('T', ' '),
      status,
      agreement === null ? '-' : formatPercent(agreement),
    ]),
  );
  return debates.flatMap(({ question }, index) => [
    summaries[index] ?? '',
    `  ${truncateEnd(question.replace(/\s+/g, ' '), columns - 2)}`,
  ]);
}
