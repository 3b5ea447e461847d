import { agreementNote } from '../../debate/views/labels.ts';
import type { DebateResponse } from '../../debate/views/responses.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseCommandLine, requireSingle } from '../../shared/command-line/parse.ts';
import { alignColumns, wrapText } from '../../shared/command-line/text-layout.ts';
import type { Formats } from '../../shared/formats.ts';
import { toPrintableDeep } from '../../shared/printable.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { recordLines } from '../output/record.ts';
import { createOutput } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';

const options = {
  json: { type: 'boolean', description: 'Print the record, or the status, as JSON' },
  plain: { type: 'boolean', description: 'No colours' },
  ...commonOptions,
} as const satisfies CommandOptions;

export const showCommand: CliCommand = {
  usage: 'ID',
  ownServer: 'read',
  summary: 'Show the record of a debate, or its status while it runs',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const id = requireSingle(positionals, 'the id of a debate');
    const { client } = resolveServer(values, terminal);
    const call = { signal: terminal.interrupted };
    const out = createOutput(terminal, 'stdout', values.plain ?? false);
    const record = await client.record(id, call);
    if (values.json) out.writeJson(record ?? (await client.get(id, call)));
    else if (record) out.writeLines(recordLines(record, out.columns(), out.style));
    else
      out.writeLines(
        summaryLines(toPrintableDeep(await client.get(id, call)), out.columns(), out.style.formats),
      );
    return exitCodes.decided;
  },
};

function summaryLines(debate: DebateResponse, columns: number, formats: Formats): string[] {
  const { id, question, status, phase, round, agreement, models, createdAt } = debate;
  return [
    ...wrapText(question, columns),
    '',
    ...alignColumns([
      ['status', `${status}: ${phase}, round ${round}`],
      [
        'agreement',
        agreement === null ? 'not measured yet' : `${formats.percent(agreement)} (${agreementNote})`,
      ],
      ['models', models.join(', ')],
      ['started', formats.minute(createdAt)],
    ]),
    '',
    `Watch it with: rostrum watch ${id}`,
  ];
}
