import { createKeysClient, type KeysClient } from '../../client/keys.ts';
import type { CreatedKeyResponse, KeyResponse, KeyScope } from '../../debate/views/responses.ts';
import { didYouMean } from '../../shared/suggestions.ts';
import {
  type CommandOptions,
  commonOptions,
  parseChoice,
  parseCommandLine,
  parseNumber,
  requireSingle,
} from '../arguments.ts';
import type { CliCommand } from '../command.ts';
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts';
import { createOutput, type Terminal } from '../output/terminal.ts';
import { alignColumns, toPrintableDeep } from '../output/text.ts';
import { resolveServer } from '../server.ts';
import { withUsageErrors } from '../usage-errors.ts';

const scopes: readonly KeyScope[] = ['read', 'run', 'admin'];

const options = {
  scope: {
    type: 'string',
    multiple: true,
    placeholder: 'SCOPE',
    description: `Of create: what it allows, ${scopes.join(', ')}; read and run unless given`,
  },
  days: {
    type: 'string',
    placeholder: 'N',
    description: 'Of create: days until it expires; without it, never',
  },
  tenant: {
    type: 'string',
    placeholder: 'TENANT',
    description: 'Of create: for another tenant, by whoever runs the server',
  },
  json: { type: 'boolean', description: 'As JSON' },
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
  description: 'Make keys (create NAME), list them, end one (revoke ID), or replace one (rotate ID)',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const [name = '', ...rest] = positionals;
    const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
    if (!subcommand)
      throw new UsageError(
        `keys takes ${Object.keys(subcommands).join(', ')}${didYouMean(name, Object.keys(subcommands))}`,
      );
    return subcommand({
      client: createKeysClient(resolveServer(values, terminal)),
      args: rest,
      values,
      terminal,
    });
  },
};

async function createKey({ client, args, values, terminal }: Invocation): Promise<ExitCode> {
  const name = requireSingle(args, 'the name of whoever will have the key');
  const selected = (values.scope ?? ['read', 'run']).flatMap(
    (scope) => parseChoice('scope', scope, scopes) ?? [],
  );
  const days = parseNumber('days', values.days, 'whole');
  const { tenant } = values;
  const lifetime = days === undefined ? {} : { lifetimeSeconds: days * secondsPerDay };
  const body = { name, scopes: selected, ...lifetime, ...(tenant === undefined ? {} : { tenant }) };
  const key = await withUsageErrors(
    () => client.create(body, { signal: terminal.interrupted }),
    (member) => optionNames[member] ?? null,
    (member, says) => (member === 'lifetimeSeconds' ? secondsToDays(says) : says),
  );
  return printKey(key, values, terminal);
}

const optionNames: Readonly<Partial<Record<string, string>>> = {
  name: 'NAME',
  scopes: '--scope',
  tenant: '--tenant',
  lifetimeSeconds: '--days',
};

const secondsPerDay = 24 * 60 * 60;

/** The range of a number of seconds, of which a key lasts whole days. */
const secondsToDays = (message: string): string =>
  message.replace(/\d+/g, (seconds) => String(Math.max(1, Math.floor(Number(seconds) / secondsPerDay))));

async function rotateKey({ client, args, values, terminal }: Invocation): Promise<ExitCode> {
  const id = requireSingle(args, 'the id of a key');
  return printKey(await client.rotate(id, { signal: terminal.interrupted }), values, terminal);
}

/** The key alone on standard output, so that it can be put where it belongs without being seen. */
function printKey(key: CreatedKeyResponse, { json }: Values, terminal: Terminal): ExitCode {
  const { id, name, scopes, expiresAt } = toPrintableDeep(key);
  const until = expiresAt === null ? 'it never expires' : `it expires at ${expiresAt}`;
  createOutput(terminal, 'stderr', false).writeLines([
    `Key ${id} of ${name} (${scopes.join(', ')}); ${until}. It is shown this once.`,
  ]);
  createOutput(terminal, 'stdout', false).writeLines([json ? JSON.stringify(key, null, 2) : key.key]);
  return exitCodes.decided;
}

async function listKeys({ client, args, values, terminal }: Invocation): Promise<ExitCode> {
  if (args[0] !== undefined) throw new UsageError(`keys list takes no words; ${args[0]} is too much`);
  const page = await client.list({ signal: terminal.interrupted });
  const out = createOutput(terminal, 'stdout', false);
  if (values.json) out.writeLines([JSON.stringify(page, null, 2)]);
  else if (page.keys.length === 0) out.writeLines(['No keys.']);
  else out.writeLines(alignColumns(toPrintableDeep(page.keys).map((key) => keyRow(key, terminal.now()))));
  return exitCodes.decided;
}

function keyRow(key: KeyResponse, nowMs: number): string[] {
  const { id, name, scopes, createdAt, lastUsedAt } = key;
  const used = lastUsedAt === null ? 'never used' : `used ${formatMinute(lastUsedAt)}`;
  return [id, name, scopes.join(','), `made ${formatMinute(createdAt)}`, used, keyState(key, nowMs)];
}

function keyState({ revokedAt, expiresAt }: KeyResponse, nowMs: number): string {
  if (revokedAt !== null) return `revoked ${formatMinute(revokedAt)}`;
  if (expiresAt === null) return 'valid';
  return Date.parse(expiresAt) <= nowMs
    ? `expired ${formatMinute(expiresAt)}`
    : `valid until ${formatMinute(expiresAt)}`;
}

const formatMinute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

async function revokeKey({ client, args, terminal }: Invocation): Promise<ExitCode> {
  const id = requireSingle(args, 'the id of a key');
  await client.revoke(id, { signal: terminal.interrupted });
  createOutput(terminal, 'stderr', false).writeLines([
    `Key ${id} is revoked, and what was open with it has ended.`,
  ]);
  return exitCodes.decided;
}
