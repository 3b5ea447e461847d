import type { MiddlewareHandler } from 'hono';
import { type Route, scopes } from '../contract/route.ts';
import type { ApiKey } from '../store/store.ts';
import { isSecret, readCredential, ticketHash } from './credentials.ts';
import type { AppContext, AppEnv, AppParts, Caller } from './parts.ts';
import { Refusal, refuse } from './problems.ts';

/** The tenant of a server without keys, and of the key that the environment sets. */
export const homeTenant = 'local';

/** Everyone who can connect to a server that asks for no key. */
export const localCaller: Caller = {
  tenant: homeTenant,
  name: 'a local user',
  scopes,
  keyId: null,
  onlyDebate: null,
};

/** Whoever asks for what needs no key: nothing belongs to them. */
export const nobody: Caller = { tenant: '', name: '', scopes: [], keyId: null, onlyDebate: null };

/** Finds out on whose behalf a request is made, and refuses it unless that caller may make it. */
export function admission(parts: AppParts): (route: Route) => MiddlewareHandler<AppEnv> {
  return (route) =>
    async function admission(c, next) {
      const { auth } = route;
      if (auth === 'none') return next();
      const caller = await callerOf(c, parts, route);
      c.set('caller', caller);
      if (!caller.scopes.includes(auth))
        refuse(
          'forbidden',
          `This needs a key with the scope ${auth}; this one has ${caller.scopes.join(', ')}.`,
        );
      await next();
    };
}

async function callerOf(c: AppContext, parts: AppParts, route: Route): Promise<Caller> {
  if (parts.gate.rules.open) return localCaller;
  const ticket = route.class === 'socket' ? c.req.query('ticket') : undefined;
  const caller = ticket === undefined ? await byKey(c, parts) : await byTicket(ticket, parts);
  c.var.signal.throwIfAborted();
  return caller;
}

async function byKey(c: AppContext, { gate, store, now, contract }: AppParts): Promise<Caller> {
  const header = c.req.header('authorization');
  if (header === undefined)
    return refuseKey('This server asks for a key: send Authorization: Bearer and the key.');
  const [, text = ''] = /^Bearer +(\S+)$/i.exec(header) ?? [];
  const shown = readCredential(text);
  const key = shown && (await store.key(shown.id));
  const { pepper } = gate.rules;
  if (!key || !pepper || !isSecret(pepper, shown.secret, key.secretHash))
    return refuseKey('This is not a key of this server.');
  const at = now();
  const caller = callerWith(key, at);
  const before = new Date(at.getTime() - contract.access.keyUsedMs).toISOString();
  if (key.lastUsedAt === null || key.lastUsedAt < before)
    await store.useKey(key.id, at.toISOString(), before);
  return caller;
}

async function byTicket(text: string, { store, now }: AppParts): Promise<Caller> {
  const at = now();
  const ticket = await store.takeTicket(ticketHash(text), at.toISOString());
  if (!ticket) return refuseKey('This ticket is not good: it is used, or too old, or none. Get another.');
  const { tenant, name, scopes, keyId, debate } = ticket;
  const caller = { tenant, name, scopes, keyId, onlyDebate: debate };
  if (keyId === null) return caller;
  // The key may have been revoked since the ticket was issued.
  const key = await store.key(keyId);
  if (key) callerWith(key, at);
  return key ? caller : refuseKey('The key of this ticket is gone.');
}

/** Whoever has this key; refused when it holds no more. Its secret has been seen, so that it may be said why. */
function callerWith({ id, tenant, name, scopes, revokedAt, expiresAt }: ApiKey, at: Date): Caller {
  if (revokedAt !== null) return refuseKey('This key has been revoked.');
  if (expiresAt !== null && expiresAt <= at.toISOString())
    return refuseKey(`This key expired at ${expiresAt}.`);
  return { tenant, name, scopes, keyId: id, onlyDebate: null };
}

const refuseKey = (detail: string): never => {
  throw keyRefusal(detail);
};

/** Why a key is not, or no longer, good; the answer says what kind of credential is asked for. */
export const keyRefusal = (detail: string): Refusal =>
  new Refusal('unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer realm="rostrum"' } });
