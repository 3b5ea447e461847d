import type { DebateResource } from '../debate/resources.ts';
import { percent } from '../debate/words.ts';
import { common, numberOf, type Options, oneOf, parse } from './arguments.ts';
import type { Command } from './command.ts';
import { exitCodes, WrongUsage } from './exit.ts';
import { asUsage } from './refused.ts';
import { serverOf } from './server.ts';
import { outputOn } from './terminal.ts';
import { cut, printableAll, table } from './text.ts';

const statuses: readonly DebateResource['status'][] = ['running', 'paused', 'decided', 'failed', 'cancelled'];

const options = {
  search: { type: 'string', value: 'WORDS', says: 'Only debates with these words' },
  status: { type: 'string', value: 'STATUS', says: `Only ${statuses.join(', ')}` },
  limit: { type: 'string', value: 'N', says: 'How many, newest first' },
  json: { type: 'boolean', says: 'As JSON' },
  ...common,
} as const satisfies Options;

export const list: Command = {
  usage: '',
  says: 'List debates, newest first',
  options,
  async run(args, terminal) {
    const { values, positionals } = parse(args, options);
    if (positionals[0] !== undefined) throw new WrongUsage(`to search, write --search ${positionals[0]}`);
    const limit = numberOf('limit', values.limit, 'whole');
    const status = oneOf('status', values.status, statuses);
    const { client } = serverOf(values, terminal);
    const query = { q: values.search, status, limit };
    const page = await asUsage(
      () => client.list(query, { signal: terminal.interrupted }),
      (member) => (member === 'q' ? '--search' : member === 'limit' ? '--limit' : null),
    );
    const out = outputOn(terminal, 'stdout', false);
    if (values.json) out.json(page);
    else if (page.debates.length === 0) out.lines(['No debates.']);
    else
      out.lines([
        ...rows(printableAll(page.debates), out.columns()),
        ...(page.next ? ['… and older ones'] : []),
      ]);
    return exitCodes.decided;
  },
};

function rows(debates: readonly DebateResource[], columns: number): string[] {
  const facts = table(
    debates.map(({ id, status, agreement, createdAt }) => [
      id,
      createdAt.slice(0, 16).replace('T', ' '),
      status,
      agreement === null ? '-' : percent(agreement),
    ]),
  );
  return debates.flatMap(({ question }, index) => [
    facts[index] ?? '',
    `  ${cut(question.replace(/\s+/g, ' '), columns - 2)}`,
  ]);
}
