import type { Route } from '../../contract/route.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { RouteClass } from '../../contract/types/http.ts';
import type { KeyScope } from '../../shared/key-scope.ts';
import type { ApiKey, Store } from '../../store/store.ts';
import type { AccessControl } from '../auth/access-control.ts';
import { localCaller } from '../auth/callers.ts';
import { hashTicket, matchesSecret, parseCredential } from '../auth/credentials.ts';
import { readSessionCookie, verifySession } from '../auth/session-cookie.ts';
import type { AppContext, AppMiddleware, Caller } from '../context.ts';
import { throwProblem, unauthenticatedProblem } from '../errors/problem-types.ts';
import { clientNetwork } from './client-address.ts';
import { checkOrigin } from './origin-check.ts';

export interface AccessCheckDeps {
  readonly accessControl: Pick<AccessControl, 'policy' | 'rateLimiter' | 'keyCache' | 'stats'>;
  readonly store: Pick<Store, 'findKey' | 'touchKey' | 'consumeTicket'>;
  readonly contract: Contract;
  readonly now: () => Date;
}

/**
 * Refuses other sites, identifies the caller by key, session or ticket and checks that it has the scope of the route.
 * Limits requests by address before that, and by key after it.
 */
export const accessCheck = (deps: AccessCheckDeps, route: Route): AppMiddleware =>
  async function accessCheck(c, next) {
    const { auth, class: routeClass } = route;
    checkOrigin(c, deps, routeClass);
    await consumeQuota(c, deps, routeClass, 'address', clientNetwork(c.var.address));
    if (auth === 'none') return next();
    const caller = await authenticate(c, deps, routeClass);
    c.var.signal.throwIfAborted();
    c.set('caller', caller);
    requireScope(caller, auth);
    const { tenant, keyId } = caller;
    if (keyId !== null) await consumeQuota(c, deps, routeClass, 'key', `${tenant}/${keyId}`);
    await next();
  };

/** Refuses a caller whose key does not have the scope. */
export function requireScope({ scopes }: Caller, scope: KeyScope): void {
  if (scopes.includes(scope)) return;
  throwProblem(
    'insufficient-scope',
    `This needs a key with the scope ${scope}; this one has ${scopes.join(', ')}.`,
  );
}

/** Counts a request. The response reports the quota in the fields of draft-ietf-httpapi-ratelimit-headers. */
async function consumeQuota(
  c: AppContext,
  { contract, accessControl }: AccessCheckDeps,
  routeClass: RouteClass,
  by: 'address' | 'key',
  caller: string,
): Promise<void> {
  const { windowSeconds, addressRequestsMax, keyRequestsMax } = contract.classes[routeClass].rate;
  const requestsMax = by === 'address' ? addressRequestsMax : keyRequestsMax;
  if (requestsMax === null) return;
  const limit = { name: `${routeClass}/${by}`, requestsMax, windowSeconds };
  const { allowed, remaining, resetMs } = await accessControl.rateLimiter.consume(limit, caller);
  const resetSeconds = Math.ceil(resetMs / 1000);
  c.header('ratelimit-policy', `"${by}";q=${requestsMax};w=${windowSeconds}`, { append: true });
  c.header('ratelimit', `"${by}";r=${remaining};t=${resetSeconds}`, { append: true });
  if (allowed) return;
  accessControl.stats.rateLimited += 1;
  const subject = by === 'address' ? 'This address has' : 'This key has';
  const detail = `${subject} made ${requestsMax} requests in ${windowSeconds} s. Try again in ${resetSeconds} s.`;
  throwProblem('rate-limited', detail, { headers: { 'retry-after': `${resetSeconds}` } });
}

/** The caller of a request: by the ticket of a socket, else by the key in the header, else by the page's session. */
async function authenticate(c: AppContext, deps: AccessCheckDeps, routeClass: RouteClass): Promise<Caller> {
  if (deps.accessControl.policy.isOpen) return localCaller;
  const ticket = routeClass === 'socket' ? c.req.query('ticket') : undefined;
  if (ticket !== undefined) return callerFromTicket(ticket, deps);
  const header = c.req.header('authorization');
  if (header !== undefined) return callerFromHeader(header, deps);
  const cookie = readSessionCookie(c.req.header('cookie'));
  if (cookie !== null) return callerFromSession(c, cookie, deps);
  return throwUnauthenticated('This server requires a key. Send it as Authorization: Bearer KEY.');
}

async function callerFromHeader(header: string, deps: AccessCheckDeps): Promise<Caller> {
  const { policy, keyCache } = deps.accessControl;
  const { pepper } = policy;
  const [, text = ''] = /^Bearer +(\S+)$/i.exec(header) ?? [];
  const credential = parseCredential(text);
  const key = credential && (await keyCache.find(credential.id));
  if (!key || !pepper || !matchesSecret(pepper, credential.secret, key.secretHash))
    return throwUnauthenticated('This is not a key of this server.');
  return useKey(key, deps);
}

async function callerFromSession(c: AppContext, cookie: string, deps: AccessCheckDeps): Promise<Caller> {
  // A browser sends the cookie by itself, so a change must prove that it comes from the page: the middleware has
  // compared the Origin with this server, if there is one.
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (!isRead && c.req.header('origin') === undefined)
    throwProblem('origin-not-allowed', 'A request with the cookie of the page must have an Origin header.');
  const { policy, keyCache } = deps.accessControl;
  const { pepper } = policy;
  const keyId = pepper && verifySession(pepper, cookie, deps.now());
  const key = keyId ? await keyCache.find(keyId) : null;
  if (!key) return throwUnauthenticated('The session has ended. Sign in again.');
  return useKey(key, deps);
}

async function useKey(
  key: ApiKey,
  { store, accessControl, now, contract }: AccessCheckDeps,
): Promise<Caller> {
  const at = now();
  const caller = toActiveCaller(key, at);
  const staleBefore = new Date(at.getTime() - contract.access.keyLastUsedIntervalMs).toISOString();
  if (key.lastUsedAt === null || key.lastUsedAt < staleBefore) {
    await store.touchKey(key.id, at.toISOString(), staleBefore);
    accessControl.keyCache.noteUse(key.id, at.toISOString());
  }
  return caller;
}

async function callerFromTicket(text: string, { store, now }: AccessCheckDeps): Promise<Caller> {
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
