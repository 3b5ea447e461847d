import type { MiddlewareHandler } from 'hono';
import { keyScopes, type Route } from '../../contract/route.ts';
import type { ApiKey } from '../../store/store.ts';
import { hashTicket, matchesSecret, parseCredential } from '../auth/credentials.ts';
import type { AppContext, AppDeps, AppEnv, Caller } from '../deps.ts';
import { ProblemError, throwProblem } from '../errors/problem-types.ts';

/** The tenant of a server without keys, and of the key that the environment sets. */
export const defaultTenant = 'local';

/** Everyone who can connect to a server that asks for no key. */
export const localCaller: Caller = {
  tenant: defaultTenant,
  name: 'a local user',
  scopes: keyScopes,
  keyId: null,
  debateScope: null,
};

/** Whoever asks for what needs no key: nothing belongs to them. */
export const anonymousCaller: Caller = { tenant: '', name: '', scopes: [], keyId: null, debateScope: null };

/** Finds out on whose behalf a request is made, and refuses it unless that caller may make it. */
export function createAuthentication(deps: AppDeps): (route: Route) => MiddlewareHandler<AppEnv> {
  return (route) =>
    async function authentication(c, next) {
      const { auth } = route;
      if (auth === 'none') return next();
      const caller = await resolveCaller(c, deps, route);
      c.set('caller', caller);
      if (!caller.scopes.includes(auth))
        throwProblem(
          'insufficient-scope',
          `This needs a key with the scope ${auth}; this one has ${caller.scopes.join(', ')}.`,
        );
      await next();
    };
}

async function resolveCaller(c: AppContext, deps: AppDeps, route: Route): Promise<Caller> {
  if (deps.accessControl.policy.isOpen) return localCaller;
  const ticket = route.class === 'socket' ? c.req.query('ticket') : undefined;
  const caller = ticket === undefined ? await callerFromKey(c, deps) : await callerFromTicket(ticket, deps);
  c.var.signal.throwIfAborted();
  return caller;
}

async function callerFromKey(
  c: AppContext,
  { accessControl, store, now, contract }: AppDeps,
): Promise<Caller> {
  const header = c.req.header('authorization');
  if (header === undefined)
    return throwUnauthenticated('This server asks for a key: send Authorization: Bearer and the key.');
  const [, text = ''] = /^Bearer +(\S+)$/i.exec(header) ?? [];
  const credential = parseCredential(text);
  const key = credential && (await store.findKey(credential.id));
  const { pepper } = accessControl.policy;
  if (!key || !pepper || !matchesSecret(pepper, credential.secret, key.secretHash))
    return throwUnauthenticated('This is not a key of this server.');
  const at = now();
  const caller = toActiveCaller(key, at);
  const staleBefore = new Date(at.getTime() - contract.access.keyLastUsedIntervalMs).toISOString();
  if (key.lastUsedAt === null || key.lastUsedAt < staleBefore)
    await store.touchKey(key.id, at.toISOString(), staleBefore);
  return caller;
}

async function callerFromTicket(text: string, { store, now }: AppDeps): Promise<Caller> {
  const at = now();
  const ticket = await store.consumeTicket(hashTicket(text), at.toISOString());
  if (!ticket)
    return throwUnauthenticated('This ticket is not good: it is used, or too old, or none. Get another.');
  const { tenant, name, scopes, keyId, debate } = ticket;
  const caller = { tenant, name, scopes, keyId, debateScope: debate };
  if (keyId === null) return caller;
  // The key may have been revoked since the ticket was issued.
  const key = await store.findKey(keyId);
  if (key) toActiveCaller(key, at);
  return key ? caller : throwUnauthenticated('The key of this ticket is gone.');
}

/** Whoever has this key; refused when it holds no more. Its secret has been seen, so that it may be said why. */
function toActiveCaller({ id, tenant, name, scopes, revokedAt, expiresAt }: ApiKey, at: Date): Caller {
  if (revokedAt !== null) return throwUnauthenticated('This key has been revoked.');
  if (expiresAt !== null && expiresAt <= at.toISOString())
    return throwUnauthenticated(`This key expired at ${expiresAt}.`);
  return { tenant, name, scopes, keyId: id, debateScope: null };
}

const throwUnauthenticated = (detail: string): never => {
  throw unauthenticatedProblem(detail);
};

/** Why a key is not, or no longer, good; the answer says what kind of credential is asked for. */
export const unauthenticatedProblem = (detail: string): ProblemError =>
  new ProblemError('unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer realm="rostrum"' } });
