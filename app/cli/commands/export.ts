import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ExportFormat } from '../../client/client.ts';
import {
  type CommandOptions,
  commonOptions,
  parseChoice,
  parseCommandLine,
  requireSingle,
} from '../arguments.ts';
import type { CliCommand } from '../command.ts';
import { CommandError, exitCodes, UsageError } from '../exit-codes.ts';
import { writeFailure } from '../file-errors.ts';
import { resolveServer } from '../server.ts';

const formats: readonly ExportFormat[] = ['md', 'json', 'jsonl', 'html'];

/** Other endings of files that hold them. */
const formatByExtension: Readonly<Record<string, ExportFormat>> = { markdown: 'md', txt: 'md', htm: 'html' };

const options = {
  format: {
    type: 'string',
    placeholder: 'FORMAT',
    description:
      `${formats.join(', ')} (json: what verify takes; jsonl: the event log); ` +
      'else as --output ends (.txt: md), else md',
  },
  output: {
    type: 'string',
    short: 'o',
    placeholder: 'FILE',
    description: 'Write it there; else to standard output',
  },
  ...commonOptions,
} as const satisfies CommandOptions;

export const exportCommand: CliCommand = {
  usage: 'ID',
  description: 'Write the record of a debate, or its event log, as a file to keep',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const id = requireSingle(positionals, 'the id of a debate');
    const { output } = values;
    const format = parseChoice('format', values.format, formats) ?? formatFromName(output ?? '');
    const { client } = resolveServer(values, terminal);
    const text = await client.exportText(id, format, { signal: terminal.interrupted });
    if (output === undefined || output === '-') terminal.stdout.write(text);
    else
      await writeFile(output, text).catch((error: unknown) => {
        throw new CommandError(`cannot write ${output}: ${writeFailure(output, error)}`);
      });
    return exitCodes.decided;
  },
};

/** As the name of the file ends; without an ending, or with that of a date or version, Markdown. Throws WrongUsage. */
function formatFromName(output: string): ExportFormat {
  const extension = extname(output).slice(1).toLowerCase();
  if (extension === '' || /\d/.test(extension)) return 'md';
  const format = Object.hasOwn(formatByExtension, extension)
    ? formatByExtension[extension]
    : formats.find((known) => known === extension);
  if (format) return format;
  throw new UsageError(
    `there is no format ${extension}: let ${output} end in ${formats.join(', ')}, or say which with --format`,
  );
}
