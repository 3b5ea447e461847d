import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ExportFormat } from '../client/client.ts';
import { common, type Options, oneOf, parse, theOne } from './arguments.ts';
import type { Command } from './command.ts';
import { exitCodes, Failure, WrongUsage } from './exit.ts';
import { reasonToWrite } from './files.ts';
import { serverOf } from './server.ts';
import { outputOn } from './terminal.ts';

const formats: readonly ExportFormat[] = ['md', 'json', 'jsonl', 'html'];

/** Other endings of files that hold them. */
const endings: Readonly<Record<string, ExportFormat>> = { markdown: 'md', txt: 'md', htm: 'html' };

const options = {
  format: {
    type: 'string',
    value: 'FORMAT',
    says:
      `${formats.join(', ')} (json: what verify takes; jsonl: the event log); ` +
      'else as --output ends (.txt: md), else md',
  },
  output: { type: 'string', short: 'o', value: 'FILE', says: 'Write it there; else to standard output' },
  ...common,
} as const satisfies Options;

export const exportDebate: Command = {
  usage: 'ID',
  says: 'Write the record of a debate, or its event log, as a file to keep',
  options,
  async run(args, terminal) {
    const { values, positionals } = parse(args, options);
    const id = theOne(positionals, 'the id of a debate');
    const { output } = values;
    const format = oneOf('format', values.format, formats) ?? formatOf(output ?? '');
    const { client } = serverOf(values, terminal);
    const text = await client.exported(id, format, { signal: terminal.interrupted });
    if (output === undefined || output === '-')
      outputOn(terminal, 'stdout', true).file(text, /^json/.test(format) ? 'json' : 'text');
    else
      await writeFile(output, text).catch((error: unknown) => {
        throw new Failure(`cannot write ${output}: ${reasonToWrite(output, error)}`);
      });
    return exitCodes.decided;
  },
};

/** As the name of the file ends; without an ending, or with that of a date or version, Markdown. Throws WrongUsage. */
function formatOf(output: string): ExportFormat {
  const ending = extname(output).slice(1).toLowerCase();
  if (ending === '' || /\d/.test(ending)) return 'md';
  const format = Object.hasOwn(endings, ending) ? endings[ending] : formats.find((known) => known === ending);
  if (format) return format;
  throw new WrongUsage(
    `there is no format ${ending}: let ${output} end in ${formats.join(', ')}, or say which with --format`,
  );
}
