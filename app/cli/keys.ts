import { createKeysClient, type KeysClient } from '../client/keys.ts';
import type { CreatedKeyResource, KeyResource, KeyScope } from '../debate/resources.ts';
import { didYouMean } from '../nearest.ts';
import { common, numberOf, type Options, oneOf, parse, theOne } from './arguments.ts';
import type { Command } from './command.ts';
import { type ExitCode, exitCodes, WrongUsage } from './exit.ts';
import { asUsage } from './refused.ts';
import { serverOf } from './server.ts';
import { outputOn, type Terminal } from './terminal.ts';
import { printableAll, table } from './text.ts';

const scopes: readonly KeyScope[] = ['read', 'run', 'admin'];

const options = {
  scope: {
    type: 'string',
    multiple: true,
    value: 'SCOPE',
    says: `Of create: what it allows, ${scopes.join(', ')}; read and run unless given`,
  },
  days: { type: 'string', value: 'N', says: 'Of create: days until it expires; without it, never' },
  tenant: {
    type: 'string',
    value: 'TENANT',
    says: 'Of create: for another tenant, by whoever runs the server',
  },
  json: { type: 'boolean', says: 'As JSON' },
  ...common,
} as const satisfies Options;

type Values = ReturnType<typeof parse<typeof options>>['values'];

interface Call {
  readonly client: KeysClient;
  readonly words: readonly string[];
  readonly values: Values;
  readonly terminal: Terminal;
}

type Act = (call: Call) => Promise<ExitCode>;

const acts: Readonly<Record<string, Act>> = { create, list, revoke, rotate };

export const keys: Command = {
  usage: Object.keys(acts).join('|'),
  says: 'Make keys (create NAME), list them, end one (revoke ID), or replace one (rotate ID)',
  options,
  async run(args, terminal) {
    const { values, positionals } = parse(args, options);
    const [word = '', ...words] = positionals;
    const act = Object.hasOwn(acts, word) ? acts[word] : undefined;
    if (!act)
      throw new WrongUsage(
        `keys takes ${Object.keys(acts).join(', ')}${didYouMean(word, Object.keys(acts))}`,
      );
    return act({ client: createKeysClient(serverOf(values, terminal)), words, values, terminal });
  },
};

async function create({ client, words, values, terminal }: Call): Promise<ExitCode> {
  const name = theOne(words, 'the name of whoever will have the key');
  const chosen = (values.scope ?? ['read', 'run']).flatMap((said) => oneOf('scope', said, scopes) ?? []);
  const days = numberOf('days', values.days, 'whole');
  const { tenant } = values;
  const lifetime = days === undefined ? {} : { lifetimeSeconds: days * secondsPerDay };
  const body = { name, scopes: chosen, ...lifetime, ...(tenant === undefined ? {} : { tenant }) };
  const key = await asUsage(
    () => client.create(body, { signal: terminal.interrupted }),
    (member) => optionNames[member] ?? null,
    (member, says) => (member === 'lifetimeSeconds' ? inDays(says) : says),
  );
  return show(key, values, terminal);
}

const optionNames: Readonly<Partial<Record<string, string>>> = {
  name: 'NAME',
  scopes: '--scope',
  tenant: '--tenant',
  lifetimeSeconds: '--days',
};

const secondsPerDay = 24 * 60 * 60;

/** The range of a number of seconds, of which a key lasts whole days. */
const inDays = (says: string): string =>
  says.replace(/\d+/g, (seconds) => String(Math.max(1, Math.floor(Number(seconds) / secondsPerDay))));

async function rotate({ client, words, values, terminal }: Call): Promise<ExitCode> {
  const id = theOne(words, 'the id of a key');
  return show(await client.rotate(id, { signal: terminal.interrupted }), values, terminal);
}

/** The key alone on standard output, so that it can be put where it belongs without being seen. */
function show(key: CreatedKeyResource, { json }: Values, terminal: Terminal): ExitCode {
  const { id, name, scopes, expiresAt } = printableAll(key);
  const until = expiresAt === null ? 'it never expires' : `it expires at ${expiresAt}`;
  outputOn(terminal, 'stderr', false).lines([
    `Key ${id} of ${name} (${scopes.join(', ')}); ${until}. It is shown this once.`,
  ]);
  const out = outputOn(terminal, 'stdout', false);
  if (json) out.json(key);
  else out.lines([key.key]);
  return exitCodes.decided;
}

async function list({ client, words, values, terminal }: Call): Promise<ExitCode> {
  if (words[0] !== undefined) throw new WrongUsage(`keys list takes no words; ${words[0]} is too much`);
  const found = await client.list({ signal: terminal.interrupted });
  const out = outputOn(terminal, 'stdout', false);
  if (values.json) out.json(found);
  else if (found.keys.length === 0) out.lines(['No keys.']);
  else out.lines(table(printableAll(found.keys).map((key) => rowOf(key, terminal.now()))));
  return exitCodes.decided;
}

function rowOf(key: KeyResource, nowMs: number): string[] {
  const { id, name, scopes, createdAt, lastUsedAt } = key;
  const used = lastUsedAt === null ? 'never used' : `used ${minute(lastUsedAt)}`;
  return [id, name, scopes.join(','), `made ${minute(createdAt)}`, used, stateOf(key, nowMs)];
}

function stateOf({ revokedAt, expiresAt }: KeyResource, nowMs: number): string {
  if (revokedAt !== null) return `revoked ${minute(revokedAt)}`;
  if (expiresAt === null) return 'valid';
  return Date.parse(expiresAt) <= nowMs ? `expired ${minute(expiresAt)}` : `valid until ${minute(expiresAt)}`;
}

const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

async function revoke({ client, words, terminal }: Call): Promise<ExitCode> {
  const id = theOne(words, 'the id of a key');
  await client.revoke(id, { signal: terminal.interrupted });
  outputOn(terminal, 'stderr', false).lines([`Key ${id} is revoked, and what was open with it has ended.`]);
  return exitCodes.decided;
}
