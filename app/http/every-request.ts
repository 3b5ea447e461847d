import type { MiddlewareHandler } from 'hono';
import type { Contract } from '../contract/contract.ts';
import { routes } from '../contract/routes.ts';
import { nobody } from './access.ts';
import { clientAddress } from './client-address.ts';
import { securityHeaders } from './headers.ts';
import type { AppContext, AppEnv, AppParts } from './parts.ts';
import type { RequestMeter } from './request-metrics.ts';

/**
 * Names every request, and says afterwards how it went. Headers are set ahead of the handler, because event streams
 * write theirs themselves and their response must not be touched later.
 */
export function everyRequest(parts: AppParts, meter: RequestMeter): MiddlewareHandler<AppEnv> {
  const { readiness, randomId, timers, contract } = parts;
  return async function everyRequest(c, next) {
    const startedMs = timers.now();
    const requestId = givenId(c) ?? randomId();
    c.set('requestId', requestId);
    c.set('address', addressOf(c, contract));
    c.set('caller', nobody);
    c.header('x-request-id', requestId);
    if (contract.http.processNamed) c.header('x-rostrum-process', parts.name);
    for (const [name, value] of Object.entries(securityHeaders)) c.header(name, value);
    c.header('cache-control', 'no-store');
    // While the process drains, a connection that is kept would only be cut later.
    if (!readiness.isReady()) c.header('connection', 'close');
    await next();
    report(c, parts, meter, timers.now() - startedMs);
  };
}

/** Without a connection of our own (in a function) the peer is whom the event names, if anybody. */
const addressOf = (c: AppContext, { edge }: Contract): string =>
  clientAddress(
    c.req.header('x-forwarded-for'),
    c.env?.incoming?.socket?.remoteAddress ?? c.env?.peer ?? '',
    edge.trustedProxies,
  );

/** An id from the caller or a proxy, if it is one that can stand in a log. */
function givenId(c: AppContext): string | null {
  const id = c.req.header('x-request-id') ?? '';
  return /^[\w.-]{1,64}$/.test(id) ? id : null;
}

/** The trace that a request belongs to, as a member of a log line, if its header is one (W3C Trace Context). */
export function traceOf(c: AppContext): { readonly traceparent?: string } {
  const traceparent = c.req.header('traceparent') ?? '';
  return /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(traceparent) ? { traceparent } : {};
}

/** Never with the query string: that is where people put what they search for, and secrets. */
function report(c: AppContext, { log }: AppParts, meter: RequestMeter, ms: number): void {
  const { route, requestId, address, caller } = c.var;
  const routeClass = route ? routes[route].class : 'none';
  const upgraded = routeClass === 'socket' && c.res.status === 200;
  const status = upgraded ? 101 : c.res.status;
  meter.answered({ route: route ?? 'none', routeClass, status, ms });
  const whose = { address, ...(caller.tenant && { tenant: caller.tenant, key: caller.keyId }) };
  const what = { method: c.req.method, path: c.req.path, status, ms: Math.round(ms), route };
  const line = { requestId, ...traceOf(c), ...what, ...whose };
  if (routeClass === 'probe') log.debug(line, 'answered');
  else log.info(line, 'answered');
}
