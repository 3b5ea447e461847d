import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { common, type Options, parse, theOne } from './arguments.ts';
import { type Check, checkRecord, keyIdOfText, readPublicKey } from './check-record.ts';
import type { Command } from './command.ts';
import { type ExitCode, exitCodes, WrongUsage } from './exit.ts';
import { reason, textIn } from './files.ts';
import type { Style } from './style.ts';
import { outputOn, type Terminal } from './terminal.ts';
import { printable, wrap } from './text.ts';

const options = {
  key: { type: 'string', value: 'KEY', says: 'The key that must have signed: its id, or the public key' },
  events: {
    type: 'string',
    value: 'FILE',
    says: 'The event log (export as jsonl) that the record must add up to',
  },
  plain: { type: 'boolean', says: 'No colours' },
  help: common.help,
} as const satisfies Options;

export const verify: Command = {
  usage: 'FILE',
  says:
    'Check a record (export as json; - is standard input) without asking any server: its signature and, with ' +
    '--events, its log',
  options,
  async run(args, terminal) {
    const { values, positionals } = parse(args, options);
    const file = theOne(positionals, 'the file of a record');
    if (file === '-' && values.events === '-')
      throw new WrongUsage('standard input can be the record or the events, not both');
    const keyId = values.key === undefined ? null : keyIdFrom(values.key.trim());
    const record = await textOf(file, terminal);
    const events = values.events === undefined ? null : await textOf(values.events, terminal);
    return show(file, checkRecord({ record, events, keyId }), values.plain ?? false, terminal);
  },
};

/** The id of the key that a person names. */
function keyIdFrom(said: string): string {
  if (/^[\da-f]{32}$/i.test(said)) return said.toLowerCase();
  if (readPublicKey(said)) return keyIdOfText(said);
  throw new WrongUsage(
    '--key takes the id of a signing key (32 hex digits), or an Ed25519 public key as base64',
  );
}

/** A file byte for byte as text: what is no UTF-8 must not be read as something else. */
async function textOf(path: string, { stdin }: Terminal): Promise<string> {
  const says = path === '-' ? 'standard input' : path;
  const bytes = await (path === '-' ? buffer(stdin) : readFile(path)).catch((error: unknown) => {
    throw new WrongUsage(`cannot read ${says}: ${reason(error)}`);
  });
  const text = textIn(bytes);
  if (text === null) throw new WrongUsage(`${says} is not text in UTF-8`);
  if (text.trim() === '') throw new WrongUsage(`${says} is empty`);
  return text;
}

const marks: Readonly<Record<Check['verdict'], string>> = { holds: '✓', broken: '✗', unknown: '?' };

function show(file: string, checks: readonly Check[], plain: boolean, terminal: Terminal): ExitCode {
  const out = outputOn(terminal, 'stdout', plain);
  const verified = checks.every(({ verdict }) => verdict !== 'broken');
  const named = checks.every(({ verdict }) => verdict === 'holds');
  out.lines(checks.flatMap((check) => linesOf(check, out.columns(), out.style)));
  const whose = named ? 'Verified' : 'Consistent, by a signer that is not known';
  out.lines([verified ? out.style.good(`${whose}: ${file}`) : out.style.bad(`Not verified: ${file}`)]);
  return verified ? exitCodes.decided : exitCodes.failed;
}

function linesOf({ verdict, about, says }: Check, columns: number, style: Style): string[] {
  const tones = { holds: style.good, broken: style.bad, unknown: style.accent };
  const [first = '', ...rest] = wrap(printable(says), columns - 2, about.padEnd(11), ' '.repeat(11));
  return [`${tones[verdict](marks[verdict])} ${first}`, ...rest.map((line) => `  ${line}`)];
}
