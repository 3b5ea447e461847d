import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ExportFormat } from '../../client/client.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseChoice, parseCommandLine, requireSingle } from '../../shared/command-line/parse.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { writeFailure } from '../file-errors.ts';
import { createOutput } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';

const formats: readonly ExportFormat[] = ['md', 'json', 'jsonl', 'html'];

/** More file extensions of the formats. */
const formatByExtension: Readonly<Record<string, ExportFormat>> = { markdown: 'md', txt: 'md', htm: 'html' };

const options = {
  format: {
    type: 'string',
    placeholder: 'FORMAT',
    description:
      `${formats.join(', ')} (json: for verify; jsonl: the event log); ` +
      'default: from the extension of --output, else md',
  },
  output: {
    type: 'string',
    short: 'o',
    placeholder: 'FILE',
    description: 'File to write; default: standard output',
  },
  ...commonOptions,
} as const satisfies CommandOptions;

export const exportCommand: CliCommand = {
  usage: 'ID',
  ownServer: 'read',
  summary: 'Export the record of a debate, or its event log, to a file',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const id = requireSingle(positionals, 'the id of a debate');
    const { output } = values;
    const format = parseChoice('format', values.format, formats) ?? formatFromName(output ?? '');
    const { client } = resolveServer(values, terminal);
    const text = await client.exportText(id, format, { signal: terminal.interrupted });
    if (output === undefined || output === '-')
      createOutput(terminal, 'stdout', true).writeDocument(text, format.startsWith('json') ? 'json' : 'text');
    else
      await writeFile(output, text).catch((error: unknown) => {
        throw new CommandError(`cannot write ${output}: ${writeFailure(output, error)}`);
      });
    return exitCodes.decided;
  },
};

/** Markdown when there is no extension, or only that of a date or a version (`v1.2`). Throws UsageError. */
function formatFromName(output: string): ExportFormat {
  const extension = extname(output).slice(1).toLowerCase();
  if (extension === '' || /\d/.test(extension)) return 'md';
  const format = Object.hasOwn(formatByExtension, extension)
    ? formatByExtension[extension]
    : formats.find((known) => known === extension);
  if (format) return format;
  throw new UsageError(
    `unknown format ${extension}: end ${output} in ${formats.join(', ')}, or set --format`,
  );
}
