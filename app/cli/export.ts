import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ExportFormat } from '../client/client.ts';
import { common, type Options, oneOf, parse, theOne } from './arguments.ts';
import type { Command } from './command.ts';
import { reason } from './evidence.ts';
import { exitCodes, Failure } from './exit.ts';
import { serverOf } from './server.ts';

const formats: readonly ExportFormat[] = ['md', 'json', 'jsonl', 'html'];

const options = {
  format: {
    type: 'string',
    value: 'FORMAT',
    says: `${formats.join(', ')} (json: what verify takes; jsonl: the event log); else as --output ends, else md`,
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
    const ending = output === undefined ? '' : extname(output).slice(1);
    const format =
      oneOf('format', values.format, formats) ?? formats.find((known) => known === ending) ?? 'md';
    const { client } = serverOf(values, terminal);
    const text = await client.exported(id, format, { signal: terminal.interrupted });
    if (output === undefined || output === '-') terminal.stdout.write(text);
    else
      await writeFile(output, text).catch((error: unknown) => {
        throw new Failure(`cannot write ${output}: ${reason(error)}`);
      });
    return exitCodes.decided;
  },
};
