import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { verifyCommandLine, verifyInstruction } from '../../debate/views/labels.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseCommandLine, requireSingle } from '../../shared/command-line/parse.ts';
import { wrapText } from '../../shared/command-line/text-layout.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { toPrintable } from '../../shared/printable.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { decodeUtf8, readFailure } from '../file-errors.ts';
import type { Style } from '../output/style.ts';
import { createOutput, type Terminal } from '../output/terminal.ts';
import { keyIdOfPublicKey, parsePublicKey, type VerificationResult, verifyRecord } from '../verify-record.ts';

const options = {
  key: {
    type: 'string',
    placeholder: 'KEY',
    description: 'Key that must have signed the record: its id or the public key',
  },
  events: {
    type: 'string',
    placeholder: 'FILE',
    description: 'Event log (export as jsonl) that must reproduce the record',
  },
  plain: { type: 'boolean', description: 'No colours' },
  help: commonOptions.help,
} as const satisfies CommandOptions;

export const verifyCommand: CliCommand = {
  usage: 'FILE',
  summary:
    'Verify a record (export as json; - reads standard input) offline: its signature and, with --events, ' +
    'its event log',
  options,
  exitCodes:
    '0 verified, 1 not verified or an error, 2 usage error, 4 consistent, but without --key the signer is unknown',
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const file = requireSingle(positionals, 'the file of a record');
    if (file === '-' && values.events === '-')
      throw new UsageError('standard input can be the record or the events, not both');
    const keyId = values.key === undefined ? null : parseKeyId(values.key.trim());
    const record = await readText(file, terminal);
    const events = values.events === undefined ? null : await readText(values.events, terminal);
    const results = verifyRecord({ record, events, keyId });
    return printResults({ record: file, events: values.events }, results, values.plain ?? false, terminal);
  },
};

function parseKeyId(text: string): string {
  if (/^[\da-f]{32}$/i.test(text)) return text.toLowerCase();
  if (parsePublicKey(text)) return keyIdOfPublicKey(text);
  throw new UsageError(
    '--key must be the id of a signing key (32 hex digits) or an Ed25519 public key in base64',
  );
}

/** Rejects bytes that are not UTF-8: replacement characters would change what is verified. */
async function readText(path: string, { stdin }: Terminal): Promise<string> {
  const label = path === '-' ? 'standard input' : path;
  const bytes = await (path === '-' ? buffer(stdin) : readFile(path)).catch((error: unknown) => {
    throw new UsageError(`cannot read ${label}: ${readFailure(error)}`);
  });
  const text = decodeUtf8(bytes);
  if (text === null) throw new UsageError(`${label} is not text in UTF-8`);
  if (text.trim() === '') throw new UsageError(`${label} is empty`);
  return text;
}

const marks: Readonly<Record<VerificationResult['status'], string>> = { pass: '✓', fail: '✗', unknown: '?' };

interface VerifiedFiles {
  readonly record: string;
  readonly events: string | undefined;
}

function printResults(
  files: VerifiedFiles,
  results: readonly VerificationResult[],
  plain: boolean,
  terminal: Terminal,
): ExitCode {
  const out = createOutput(terminal, 'stdout', plain);
  const { style } = out;
  out.writeLines(results.flatMap((result) => resultLines(result, out.columns(), style)));
  if (results.some(({ status }) => status === 'fail')) {
    out.writeLines([style.error(`Not verified: ${files.record}`)]);
    return exitCodes.failed;
  }
  const { signer } = results.find(({ status }) => status === 'unknown') ?? {};
  if (signer === undefined) {
    out.writeLines([style.success(`Verified: ${files.record}`)]);
    return exitCodes.decided;
  }
  out.writeLines([
    style.accent(`Consistent, but the signer is unknown: ${files.record}`),
    ...wrapText(`${verifyInstruction} Then run:`, out.columns()),
    `  ${verifyCommandLine(signer, files.record, files.events)}`,
  ]);
  return exitCodes.unverified;
}

function resultLines(
  { status, subject, message }: VerificationResult,
  columns: number,
  style: Style,
): string[] {
  const tones = { pass: style.success, fail: style.error, unknown: style.accent };
  const [first = '', ...rest] = wrapText(
    toPrintable(message),
    columns - 2,
    subject.padEnd(11),
    ' '.repeat(11),
  );
  return [`${tones[status](marks[status])} ${first}`, ...rest.map((line) => `  ${line}`)];
}
