import { variables } from '../../contract/env.ts';
import {
  modelsFileError,
  type ProviderModels,
  parseModelsFile,
  providerNames,
  readProviderModels,
} from '../prices.ts';

/** An OpenAI-compatible server that the models file names. */
export interface ModelServer {
  /** The provider in `NAME:model`. */
  readonly name: string;
  /** Includes the path, and a query that every request needs: `https://…/openai/v1?api-version=preview`. */
  readonly url: string;
  /** The environment variable with its key; null: it needs none. */
  readonly apiKeyVariable: string | null;
  /** The header that carries the key; null: `Authorization: Bearer …`. */
  readonly apiKeyHeader: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: by the address. */
  readonly callsMax: number | null;
  /** Null: as in the contract. */
  readonly outputTokensMax: number | null;
  readonly models: ProviderModels;
}

const members = [
  ...[
    'url',
    'apiKeyVariable',
    'apiKeyHeader',
    'headers',
    'callsMax',
    'outputTokensMax',
    'default',
    'checkedAt',
    'models',
  ],
];
const serversMax = 20;
const callsMaxHighest = 1000;
const outputTokensHighest = 1_000_000;
const noModels: ProviderModels = { default: null, checkedAt: null, models: {} };

/** The servers in the JSON text of a models file. Throws an AgentConfigError that names the invalid member. */
export function readModelServers(text: string | null): readonly ModelServer[] {
  if (text === null) return [];
  const { servers = {} } = parseModelsFile(text);
  const entries = Object.entries(requireObject(servers, 'servers'));
  if (entries.length > serversMax) throw modelsFileError(`servers has more than ${serversMax} members`);
  return entries.map(([name, value]) => readServer(name, value));
}

function readServer(name: string, value: unknown): ModelServer {
  const path = `servers.${name}`;
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name))
    throw modelsFileError(
      `"${name.slice(0, 60)}" in servers must be a name of lower-case letters, digits and hyphens, such as "lab"`,
    );
  if (name === 'rehearsal' || name === 'servers' || providerNames.some((known) => known === name))
    throw modelsFileError(`${path} has the name of a provider; choose another, such as "my-${name}"`);
  const server = requireObject(value, path);
  const unknownMember = Object.keys(server).find((member) => !members.includes(member));
  if (unknownMember !== undefined)
    throw modelsFileError(`${path} has an unknown member "${unknownMember}"; allowed: ${members.join(', ')}`);
  const { url, apiKeyVariable, apiKeyHeader, headers, callsMax, outputTokensMax, ...rest } = server;
  if (isSet(apiKeyHeader) && !isSet(apiKeyVariable))
    throw modelsFileError(`${path}.apiKeyHeader needs ${path}.apiKeyVariable, the variable with the key`);
  return {
    name,
    url: readUrl(url, `${path}.url`),
    apiKeyVariable: isSet(apiKeyVariable) ? readVariable(apiKeyVariable, `${path}.apiKeyVariable`) : null,
    apiKeyHeader: isSet(apiKeyHeader) ? readHeaderName(apiKeyHeader, `${path}.apiKeyHeader`) : null,
    headers: readHeaders(headers, `${path}.headers`),
    callsMax: readCount(callsMax, `${path}.callsMax`, callsMaxHighest),
    outputTokensMax: readCount(outputTokensMax, `${path}.outputTokensMax`, outputTokensHighest),
    models: readProviderModels(noModels, rest, path),
  };
}

function requireObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw modelsFileError(`${path} must be an object`);
  return { ...value };
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** Errors do not repeat the URL, which may contain a secret. */
function readUrl(value: unknown, path: string): string {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw modelsFileError(`${path} must be a URL such as "http://gpu:8000/v1"`);
  if (url.username !== '' || url.password !== '')
    throw modelsFileError(
      `${path} must not contain a password; put the key into a variable and name it in apiKeyVariable`,
    );
  return url.href;
}

/** A key of this program itself, such as the password of its database, is never sent to a server. */
function readVariable(value: unknown, path: string): string {
  const name = typeof value === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(value) ? value : '';
  if (!/_(?:KEY|TOKEN)$/.test(name))
    throw modelsFileError(
      `${path} must be the name of an environment variable that ends in _KEY or _TOKEN, such as "LAB_KEY"`,
    );
  if (name.startsWith('ROSTRUM_') || (Object.hasOwn(variables, name) && !name.endsWith('_API_KEY')))
    throw modelsFileError(`${path} must not be ${name}, which is not the key of a model server`);
  return name;
}

const headerName = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;

/** Headers that the program or the connection sets. */
const reservedHeaders =
  /^(?:host|connection|content-.*|transfer-encoding|upgrade|te|trailer|keep-alive|expect)$/i;
const secretHeaders = /^(?:.*authorization|cookie|.*(?:key|token|secret).*)$/i;

function readHeaderName(value: unknown, path: string): string {
  if (typeof value !== 'string' || !headerName.test(value) || reservedHeaders.test(value))
    throw modelsFileError(`${path} must be the name of a header, such as "api-key"`);
  return value;
}

function readHeaders(value: unknown, path: string): Readonly<Record<string, string>> {
  if (!isSet(value)) return {};
  const headers = Object.entries(requireObject(value, path));
  return Object.fromEntries(
    headers.map(([name, text]) => {
      if (secretHeaders.test(name))
        throw modelsFileError(
          `${path}.${name} would put a secret into the file; use apiKeyVariable and apiKeyHeader`,
        );
      readHeaderName(name, `${path}: a member`);
      if (typeof text !== 'string' || !/^[\x20-\x7e]{1,500}$/.test(text))
        throw modelsFileError(`${path}.${name} must be a text of visible ASCII characters`);
      return [name, text];
    }),
  );
}

function readCount(value: unknown, path: string, highest: number): number | null {
  if (!isSet(value)) return null;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > highest)
    throw modelsFileError(`${path} must be a whole number from 1 to ${highest}`);
  return value;
}
