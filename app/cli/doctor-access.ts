import { ApiError, type Call } from '../client/client.ts';
import { createKeysClient } from '../client/keys.ts';
import type { AgentsResource, KeyScope } from '../debate/resources.ts';
import { examining } from './finding.ts';
import type { Server } from './server.ts';

/** Whether the server lets this person in, and what the key allows. */
export const checkKey = examining('key', async ({ server, signal }) => {
  const { apiKey } = server;
  const allowed = await scopesOf(server, { signal }).catch(unlessUnauthenticated);
  if (!Array.isArray(allowed)) {
    const cure = 'Ask whoever runs the server for a key, and set ROSTRUM_API_KEY to it.';
    return [{ verdict: 'broken', about: 'key', says: allowed.detail, cure }];
  }
  if (!allowed.includes('read'))
    return [
      {
        verdict: 'broken',
        about: 'key',
        says: `it is valid, but does not allow to look at anything (${allowed.join(', ') || 'nothing'})`,
        cure: 'Use a key with the scope read.',
      },
    ];
  const says = apiKey === undefined ? 'none is asked for' : `it is valid, and allows ${allowed.join(', ')}`;
  return [{ verdict: 'good', about: 'key', says }];
});

function unlessUnauthenticated(error: unknown): ApiError {
  if (error instanceof ApiError && error.code === 'unauthenticated') return error;
  throw error;
}

async function scopesOf(server: Server, call: Call): Promise<KeyScope[]> {
  const tries: readonly (readonly [KeyScope, () => Promise<unknown>])[] = [
    ['read', () => server.client.agents(call)],
    // There is no such debate, which only those are told who may cancel one.
    ['run', () => server.client.command('no-debate-the-doctor-asks', 'cancel', call)],
    ['admin', () => createKeysClient(server).list(call)],
  ];
  const scopes: KeyScope[] = [];
  for (const [scope, attempt] of tries) if (await isAllowed(attempt)) scopes.push(scope);
  return scopes;
}

async function isAllowed(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 'forbidden') return false;
    if (error.code === 'not-found') return true;
    throw error;
  }
}

/** Which models there are, and which one speaks unless told otherwise. */
export const checkModels = examining('models', async ({ server, signal }) => {
  const agents = await server.client.agents({ signal });
  const others = agents.providers.map(({ provider, models }) => `${provider} (${models.length})`).join(', ');
  const says = `${agents.defaultModel} speaks by default: ${agents.why}. At hand: ${others}`;
  if (!isRehearsal(agents)) return [{ verdict: 'good', about: 'models', says }];
  return [
    {
      verdict: 'warning',
      about: 'models',
      says: `${says}. It is no model: it quotes the evidence by fixed rules`,
      cure: 'Where the server starts, set the key of a provider, such as ANTHROPIC_API_KEY, or start Ollama there.',
    },
  ];
});

const isRehearsal = ({ defaultModel }: AgentsResource): boolean => /^rehearsal\b/.test(defaultModel);

/** Whose signature records carry. */
export const checkSigner = examining('signer', async ({ server, signal }) => {
  const [key] = (await server.client.signingKeys({ signal })).keys;
  if (!key)
    return [{ verdict: 'warning', about: 'signer', says: 'the server names no key that signs records' }];
  const says = `records are signed by key ${key.keyId}; check one with: rostrum verify FILE --key ${key.keyId}`;
  return [{ verdict: 'good', about: 'signer', says }];
});
