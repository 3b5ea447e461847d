import { ApiError, type CallOptions } from '../../client/client.ts';
import { createKeysClient } from '../../client/keys.ts';
import type { AgentsResponse } from '../../debate/views/agents-response.ts';
import type { KeyScope } from '../../shared/key-scope.ts';
import type { ServerTarget } from '../server.ts';
import { type CheckResult, defineCheck } from './check.ts';

export const checkKey = defineCheck('key', async ({ server, signal }) => {
  const { apiKey } = server;
  const scopes = await probeScopes(server, { signal }).catch(returnIfUnauthenticated);
  if (!Array.isArray(scopes)) {
    const fix = 'Ask the operator of the server for a key, and set ROSTRUM_API_KEY to it.';
    return [{ status: 'fail', name: 'key', message: scopes.detail, fix }];
  }
  if (!scopes.includes('read'))
    return [
      {
        status: 'fail',
        name: 'key',
        message: `valid, but without the scope read (scopes: ${scopes.join(', ') || 'none'})`,
        fix: 'Use a key with the scope read.',
      },
    ];
  const message =
    apiKey === undefined ? 'the server needs no key' : `valid, with the scopes ${scopes.join(', ')}`;
  return [{ status: 'pass', name: 'key', message }];
});

function returnIfUnauthenticated(error: unknown): ApiError {
  if (error instanceof ApiError && error.code === 'unauthenticated') return error;
  throw error;
}

async function probeScopes(server: ServerTarget, call: CallOptions): Promise<KeyScope[]> {
  const probes: readonly (readonly [KeyScope, () => Promise<unknown>])[] = [
    ['read', () => server.client.agents(call)],
    // The debate does not exist: the server answers not-found only to a key that may cancel.
    ['run', () => server.client.command('no-debate-the-doctor-asks', 'cancel', call)],
    ['admin', () => createKeysClient(server).list(call)],
  ];
  const scopes: KeyScope[] = [];
  for (const [scope, request] of probes) if (await isAllowed(request)) scopes.push(scope);
  return scopes;
}

async function isAllowed(request: () => Promise<unknown>): Promise<boolean> {
  try {
    await request();
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 'insufficient-scope') return false;
    if (error.code === 'not-found') return true;
    throw error;
  }
}

export const checkModels = defineCheck('models', async ({ server, signal }) => {
  const agents = await server.client.agents({ signal });
  const available = agents.providers
    .map(({ provider, models }) => `${provider} (${models.length})`)
    .join(', ');
  const message = `default: ${agents.defaultModel}, ${agents.defaultReason}. Available: ${available}`;
  const unread = describeUnreadLists(agents);
  if (!isRehearsal(agents)) return [{ status: 'pass', name: 'models', message }, ...unread];
  return [
    {
      status: 'warning',
      name: 'models',
      message: `${message}. Rehearsal is not a model: it quotes the evidence by fixed rules`,
      fix: 'Set the key of a provider, such as ANTHROPIC_API_KEY, for the server, or start Ollama on its machine.',
    },
    ...unread,
  ];
});

/** Servers whose models are not known, or only as they were earlier. */
const describeUnreadLists = ({ providers }: AgentsResponse): readonly CheckResult[] =>
  providers.flatMap(({ provider, list }): CheckResult[] => {
    if (!list?.failure) return [];
    const since = list.readAt === null ? '' : `; last read at ${list.readAt}`;
    return [
      {
        status: 'warning',
        name: 'models',
        message: `the list of models of ${provider} could not be read: ${list.failure}${since}`,
        fix: 'Check the address and the key of the server. Its models can still be named in a seat.',
      },
    ];
  });

const isRehearsal = ({ defaultModel }: AgentsResponse): boolean => /^rehearsal\b/.test(defaultModel);

export const checkSigner = defineCheck('signer', async ({ server, signal }) => {
  const [key] = (await server.client.signingKeys({ signal })).keys;
  if (!key) return [{ status: 'warning', name: 'signer', message: 'the server publishes no signing key' }];
  const message = `records are signed by key ${key.keyId}; verify one with: rostrum verify FILE --key ${key.keyId}`;
  return [{ status: 'pass', name: 'signer', message }];
});
