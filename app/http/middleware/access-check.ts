import type { Route } from '../../contract/route.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { ApiKey, Store } from '../../store/store.ts';
import type { AccessControl } from '../auth/access-control.ts';
import { localCaller } from '../auth/callers.ts';
import { hashTicket, matchesSecret, parseCredential } from '../auth/credentials.ts';
import type { AppContext, AppMiddleware, Caller } from '../context.ts';
import { throwProblem, unauthenticatedProblem } from '../errors/problem-types.ts';

export interface AuthenticationDeps {
  readonly accessControl: Pick<AccessControl, 'policy'>;
  readonly store: Pick<Store, 'findKey' | 'touchKey' | 'consumeTicket'>;
  readonly contract: Contract;
  readonly now: () => Date;
}

/** Identifies the caller by key or ticket and checks that it has the scope of the route. */
export function createAuthentication(deps: AuthenticationDeps): (route: Route) => AppMiddleware {
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

async function resolveCaller(c: AppContext, deps: AuthenticationDeps, route: Route): Promise<Caller> {
  if (deps.accessControl.policy.isOpen) return localCaller;
  const ticket = route.class === 'socket' ? c.req.query('ticket') : undefined;
  const caller = ticket === undefined ? await callerFromKey(c, deps) : await callerFromTicket(ticket, deps);
  c.var.signal.throwIfAborted();
  return caller;
}

async function callerFromKey(
  c: AppContext,
  { accessControl, store, now, contract }: AuthenticationDeps,
): Promise<Caller> {
  const header = c.req.header('authorization');
  if (header === undefined)
    return throwUnauthenticated('This server requires a key. Send it as Authorization: Bearer KEY.');
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

async function callerFromTicket(text: string, { store, now }: AuthenticationDeps): Promise<Caller> {
  const at = now();
  const ticket = await store.consumeTicket(hashTicket(text), at.toISOString());
  if (!ticket)
    return throwUnauthenticated('The ticket is unknown, expired or already used. Request another.');
  const { tenant, name, scopes, keyId, debate } = ticket;
  const caller = { tenant, name, scopes, keyId, debateScope: debate };
  if (keyId === null) return caller;
  // The key may have been revoked since the ticket was issued.
  const key = await store.findKey(keyId);
  if (key) toActiveCaller(key, at);
  return key ? caller : throwUnauthenticated('The key that the ticket was issued for no longer exists.');
}

/** The key's caller. Its secret has been verified, so the error may say that the key expired or was revoked. */
function toActiveCaller({ id, tenant, name, scopes, revokedAt, expiresAt }: ApiKey, at: Date): Caller {
  if (revokedAt !== null) return throwUnauthenticated('This key has been revoked.');
  if (expiresAt !== null && expiresAt <= at.toISOString())
    return throwUnauthenticated(`This key expired at ${expiresAt}.`);
  return { tenant, name, scopes, keyId: id, debateScope: null };
}

const throwUnauthenticated = (detail: string): never => {
  throw unauthenticatedProblem(detail);
};
