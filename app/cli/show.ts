import type { DebateResource } from '../debate/resources.ts';
import { percent } from '../debate/words.ts';
import { common, type Options, parse, theOne } from './arguments.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit.ts';
import { recordLines } from './record.ts';
import { serverOf } from './server.ts';
import { outputOn } from './terminal.ts';
import { printableAll, table, wrap } from './text.ts';

const options = {
  plain: { type: 'boolean', says: 'No colours' },
  ...common,
} as const satisfies Options;

export const show: Command = {
  usage: 'ID',
  says: 'Show the record of a debate, or how it stands while it runs',
  options,
  async run(args, terminal) {
    const { values, positionals } = parse(args, options);
    const id = theOne(positionals, 'the id of a debate');
    const { client } = serverOf(values, terminal);
    const call = { signal: terminal.interrupted };
    const out = outputOn(terminal, 'stdout', values.plain ?? false);
    const record = await client.record(id, call);
    if (record) out.lines(recordLines(record, out.columns(), out.style));
    else out.lines(standing(printableAll(await client.get(id, call)), out.columns()));
    return exitCodes.decided;
  },
};

function standing(debate: DebateResource, columns: number): string[] {
  const { id, question, status, phase, round, agreement, models, createdAt } = debate;
  return [
    ...wrap(question, columns),
    '',
    ...table([
      ['status', `${status}: ${phase}, round ${round}`],
      [
        'agreement',
        agreement === null ? 'not measured yet' : `${percent(agreement)} (agreement, not correctness)`,
      ],
      ['models', models.join(', ')],
      ['started', createdAt],
    ]),
    '',
    `Watch it with: rostrum watch ${id}`,
  ];
}
