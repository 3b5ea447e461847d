import { ApiError, type CallOptions } from '../../client/client.ts';
import { createKeysClient } from '../../client/keys.ts';
import type { AgentsResponse, KeyScope } from '../../debate/views/responses.ts';
import type { ServerTarget } from '../server.ts';
import { defineCheck } from './check.ts';

/** Whether the server lets this person in, and what the key allows. */
export const checkKey = defineCheck('key', async ({ server, signal }) => {
  const { apiKey } = server;
  const scopes = await probeScopes(server, { signal }).catch(returnIfUnauthenticated);
  if (!Array.isArray(scopes)) {
    const fix = 'Ask whoever runs the server for a key, and set ROSTRUM_API_KEY to it.';
    return [{ status: 'fail', name: 'key', message: scopes.detail, fix }];
  }
  if (!scopes.includes('read'))
    return [
      {
        status: 'fail',
        name: 'key',
        message: `it is valid, but does not allow to look at anything (${scopes.join(', ') || 'nothing'})`,
        fix: 'Use a key with the scope read.',
      },
    ];
  const message = apiKey === undefined ? 'none is asked for' : `it is valid, and allows ${scopes.join(', ')}`;
  return [{ status: 'pass', name: 'key', message }];
});

function returnIfUnauthenticated(error: unknown): ApiError {
  if (error instanceof ApiError && error.code === 'unauthenticated') return error;
  throw error;
}

async function probeScopes(server: ServerTarget, call: CallOptions): Promise<KeyScope[]> {
  const probes: readonly (readonly [KeyScope, () => Promise<unknown>])[] = [
    ['read', () => server.client.agents(call)],
    // There is no such debate, which only those are told who may cancel one.
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

/** Which models there are, and which one speaks unless told otherwise. */
export const checkModels = defineCheck('models', async ({ server, signal }) => {
  const agents = await server.client.agents({ signal });
  const available = agents.providers
    .map(({ provider, models }) => `${provider} (${models.length})`)
    .join(', ');
  const message = `${agents.defaultModel} speaks by default: ${agents.defaultReason}. At hand: ${available}`;
  if (!isRehearsal(agents)) return [{ status: 'pass', name: 'models', message }];
  return [
    {
      status: 'warning',
      name: 'models',
      message: `${message}. It is no model: it quotes the evidence by fixed rules`,
      fix: 'Where the server starts, set the key of a provider, such as ANTHROPIC_API_KEY, or start Ollama there.',
    },
  ];
});

const isRehearsal = ({ defaultModel }: AgentsResponse): boolean => /^rehearsal\b/.test(defaultModel);

/** Whose signature records carry. */
export const checkSigner = defineCheck('signer', async ({ server, signal }) => {
  const [key] = (await server.client.signingKeys({ signal })).keys;
  if (!key)
    return [{ status: 'warning', name: 'signer', message: 'the server names no key that signs records' }];
  const message = `records are signed by key ${key.keyId}; check one with: rostrum verify FILE --key ${key.keyId}`;
  return [{ status: 'pass', name: 'signer', message }];
});
