import type { MiddlewareHandler } from 'hono';
import type { Contract } from '../contract/contract.ts';
import { routes } from '../contract/routes.ts';
import { nobody } from './access.ts';
import { clientAddress } from './client-address.ts';
import { securityHeaders } from './headers.ts';
import type { AppContext, AppEnv, AppParts } from './parts.ts';

/**
 * Names every request, and says afterwards how it went. Headers are set ahead of the handler, because event streams
 * write theirs themselves and their response must not be touched later.
 */
export function everyRequest(parts: AppParts): MiddlewareHandler<AppEnv> {
  const { readiness, randomId, timers, contract } = parts;
  return async function everyRequest(c, next) {
    const startedMs = timers.now();
    const requestId = givenId(c) ?? randomId();
    c.set('requestId', requestId);
    c.set('address', addressOf(c, contract));
    c.set('caller', nobody);
    c.header('x-request-id', requestId);
    for (const [name, value] of Object.entries(securityHeaders)) c.header(name, value);
    c.header('cache-control', 'no-store');
    // While the process drains, a connection that is kept would only be cut later.
    if (!readiness.isReady()) c.header('connection', 'close');
    await next();
    report(c, parts, timers.now() - startedMs);
  };
}

/** Without a connection of our own (in a function), nobody is the peer. */
const addressOf = (c: AppContext, { edge }: Contract): string =>
  clientAddress(
    c.req.header('x-forwarded-for'),
    c.env?.incoming?.socket?.remoteAddress ?? '',
    edge.trustedProxies,
  );

/** An id from the caller or a proxy, if it is one that can stand in a log. */
function givenId(c: AppContext): string | null {
  const id = c.req.header('x-request-id') ?? '';
  return /^[\w.-]{1,64}$/.test(id) ? id : null;
}

/** Never with the query string: that is where people put what they search for, and secrets. */
function report(c: AppContext, { log, metrics }: AppParts, ms: number): void {
  const { route, requestId, address, caller } = c.var;
  const routeClass = route ? routes[route].class : 'none';
  const upgraded = routeClass === 'socket' && c.res.status === 200;
  const status = upgraded ? 101 : c.res.status;
  metrics?.answered({ route: route ?? 'none', routeClass, status, ms });
  const whose = { address, ...(caller.tenant && { tenant: caller.tenant, key: caller.keyId }) };
  const what = { method: c.req.method, path: c.req.path, status, ms: Math.round(ms), route };
  const line = { requestId, ...what, ...whose };
  if (routeClass === 'probe') log.debug(line, 'answered');
  else log.info(line, 'answered');
}
