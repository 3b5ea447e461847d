import { createKeysClient, type KeysClient } from '../../client/keys.ts';
import type { CreatedKeyResponse, KeyResponse } from '../../debate/views/responses.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import {
  parseChoice,
  parseCommandLine,
  parseNumber,
  rejectPositionals,
  requireSingle,
} from '../../shared/command-line/parse.ts';
import { alignColumns } from '../../shared/command-line/text-layout.ts';
import type { Formats } from '../../shared/formats.ts';
import type { KeyScope } from '../../shared/key-scope.ts';
import { toPrintableDeep } from '../../shared/printable.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { createOutput, type Terminal } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';
import { findSubcommand } from '../subcommand.ts';
import { withUsageErrors } from '../usage-errors.ts';

const scopes: readonly KeyScope[] = ['read', 'run', 'admin'];

const options = {
  scope: {
    type: 'string',
    multiple: true,
    placeholder: 'SCOPE',
    description: `create: scopes of the key, ${scopes.join(', ')}; default: read and run`,
  },
  days: {
    type: 'string',
    placeholder: 'N',
    description: 'create: days until the key expires; default: never',
  },
  'usd-per-day': {
    type: 'string',
    placeholder: 'USD',
    description: 'create: what debates of the key may cost in a day (UTC); default: no limit',
  },
  tenant: {
    type: 'string',
    placeholder: 'TENANT',
    description: 'create: tenant of the key; only for the operator of the server',
  },
  json: { type: 'boolean', description: 'Print JSON' },
  ...commonOptions,
} as const satisfies CommandOptions;

type Values = ReturnType<typeof parseCommandLine<typeof options>>['values'];

interface Invocation {
  readonly client: KeysClient;
  readonly args: readonly string[];
  readonly values: Values;
  readonly terminal: Terminal;
}

type Subcommand = (call: Invocation) => Promise<ExitCode>;

const subcommands: Readonly<Record<string, Subcommand>> = {
  create: createKey,
  list: listKeys,
  revoke: revokeKey,
  rotate: rotateKey,
};

export const keysCommand: CliCommand = {
  usage: Object.keys(subcommands).join('|'),
  summary: 'Create an API key (create NAME), list keys, revoke one (revoke ID) or replace one (rotate ID)',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const [name, ...rest] = positionals;
    const run = findSubcommand('keys', subcommands, name);
    return run({ client: createKeysClient(resolveServer(values, terminal)), args: rest, values, terminal });
  },
};

async function createKey({ client, args, values, terminal }: Invocation): Promise<ExitCode> {
  const name = requireSingle(args, 'the name of the key’s owner');
  const selected = (values.scope ?? ['read', 'run']).flatMap(
    (scope) => parseChoice('scope', scope, scopes) ?? [],
  );
  const days = parseNumber('days', values.days, 'whole');
  const usdPerDay = parseNumber('usd-per-day', values['usd-per-day'], 'any');
  const { tenant } = values;
  const lifetime = days === undefined ? {} : { lifetimeSeconds: days * secondsPerDay };
  const body = {
    name,
    scopes: selected,
    ...lifetime,
    ...(usdPerDay !== undefined && { usdPerDay }),
    ...(tenant !== undefined && { tenant }),
  };
  const key = await withUsageErrors(
    () => client.create(body, { signal: terminal.interrupted }),
    (member) => optionNames[member] ?? null,
    (member, message) => (member === 'lifetimeSeconds' ? secondsToDays(message) : message),
  );
  return printKey(key, values, terminal);
}

const optionNames: Readonly<Partial<Record<string, string>>> = {
  name: 'NAME',
  scopes: '--scope',
  tenant: '--tenant',
  lifetimeSeconds: '--days',
  usdPerDay: '--usd-per-day',
};

const secondsPerDay = 24 * 60 * 60;

/** Converts the seconds in a message to whole days, the unit of --days. */
const secondsToDays = (message: string): string =>
  message.replace(/\d+/g, (seconds) => String(Math.max(1, Math.floor(Number(seconds) / secondsPerDay))));

async function rotateKey({ client, args, values, terminal }: Invocation): Promise<ExitCode> {
  const id = requireSingle(args, 'the id of a key');
  return printKey(await client.rotate(id, { signal: terminal.interrupted }), values, terminal);
}

/** Only the key goes to standard output, so that a script can store it without showing it. */
function printKey(key: CreatedKeyResponse, { json }: Values, terminal: Terminal): ExitCode {
  const { id, name, scopes, expiresAt } = toPrintableDeep(key);
  const until =
    expiresAt === null ? 'it never expires' : `it expires at ${terminal.formats.minute(expiresAt)}`;
  createOutput(terminal, 'stderr', false).writeLines([
    `Key ${id} of ${name} (${scopes.join(', ')}); ${until}. It is shown only once.`,
  ]);
  const out = createOutput(terminal, 'stdout', false);
  if (json) out.writeJson(key);
  else out.writeLines([key.key]);
  return exitCodes.decided;
}

async function listKeys({ client, args, values, terminal }: Invocation): Promise<ExitCode> {
  rejectPositionals(args);
  const page = await client.list({ signal: terminal.interrupted });
  const out = createOutput(terminal, 'stdout', false);
  if (values.json) out.writeJson(page);
  else if (page.keys.length === 0) out.writeLines(['No keys.']);
  else out.writeLines(alignColumns(toPrintableDeep(page.keys).map((key) => keyRow(key, terminal))));
  return exitCodes.decided;
}

function keyRow(key: KeyResponse, { now, formats }: Terminal): string[] {
  const { id, name, scopes, createdAt, lastUsedAt } = key;
  const used = lastUsedAt === null ? 'never used' : `used ${formats.minute(lastUsedAt)}`;
  return [
    id,
    name,
    scopes.join(','),
    `created ${formats.minute(createdAt)}`,
    used,
    keyState(key, now(), formats),
  ];
}

function keyState({ revokedAt, expiresAt }: KeyResponse, nowMs: number, formats: Formats): string {
  if (revokedAt !== null) return `revoked ${formats.minute(revokedAt)}`;
  if (expiresAt === null) return 'valid';
  return Date.parse(expiresAt) <= nowMs
    ? `expired ${formats.minute(expiresAt)}`
    : `valid until ${formats.minute(expiresAt)}`;
}

async function revokeKey({ client, args, terminal }: Invocation): Promise<ExitCode> {
  const id = requireSingle(args, 'the id of a key');
  await client.revoke(id, { signal: terminal.interrupted });
  createOutput(terminal, 'stderr', false).writeLines([
    `Key ${id} is revoked, and its open connections are closed.`,
  ]);
  return exitCodes.decided;
}
