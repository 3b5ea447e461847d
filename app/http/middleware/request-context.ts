import type { MiddlewareHandler } from 'hono';
import { accessLogMessage } from '../../contract/access-log.ts';
import { routes } from '../../contract/routes.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { AppContext, AppDeps, AppEnv } from '../deps.ts';
import { anonymousCaller } from './authentication.ts';
import { clientAddress } from './client-address.ts';
import type { RequestMetrics } from './request-metrics.ts';
import { securityHeaders } from './security-headers.ts';

/**
 * Names every request, and says afterwards how it went. Headers are set ahead of the handler, because event streams
 * write theirs themselves and their response must not be touched later.
 */
export function requestContext(deps: AppDeps, requestMetrics: RequestMetrics): MiddlewareHandler<AppEnv> {
  const { readiness, randomId, clock, contract } = deps;
  return async function requestContext(c, next) {
    const startedMs = clock.monotonicMs();
    const requestId = readRequestId(c) ?? randomId();
    c.set('requestId', requestId);
    c.set('address', resolveAddress(c, contract));
    c.set('caller', anonymousCaller);
    c.header('x-request-id', requestId);
    if (contract.http.exposeProcessName) c.header('x-rostrum-process', deps.processName);
    for (const [name, value] of Object.entries(securityHeaders)) c.header(name, value);
    c.header('cache-control', 'no-store');
    // While the process drains, a connection that is kept would only be cut later.
    if (!readiness.isReady()) c.header('connection', 'close');
    await next();
    logResponse(c, deps, requestMetrics, clock.monotonicMs() - startedMs);
  };
}

/** Without a connection of our own (in a function) the peer is whom the event names, if anybody. */
const resolveAddress = (c: AppContext, { edge }: Contract): string =>
  clientAddress(
    c.req.header('x-forwarded-for'),
    c.env?.incoming?.socket?.remoteAddress ?? c.env?.peer ?? '',
    edge.trustedProxies,
  );

/** An id from the caller or a proxy, if it is one that can stand in a log. */
function readRequestId(c: AppContext): string | null {
  const id = c.req.header('x-request-id') ?? '';
  return /^[\w.-]{1,64}$/.test(id) ? id : null;
}

/** The trace that a request belongs to, as a member of a log line, if its header is one (W3C Trace Context). */
export function traceContext(c: AppContext): { readonly traceparent?: string } {
  const traceparent = c.req.header('traceparent') ?? '';
  return /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(traceparent) ? { traceparent } : {};
}

/** Never with the query string: that is where people put what they search for, and secrets. */
function logResponse(c: AppContext, { log }: AppDeps, requestMetrics: RequestMetrics, ms: number): void {
  const { route, requestId, address, caller } = c.var;
  const routeClass = route ? routes[route].class : 'none';
  const isUpgrade = routeClass === 'socket' && c.res.status === 200;
  const status = isUpgrade ? 101 : c.res.status;
  requestMetrics.completed({ route: route ?? 'none', routeClass, status, ms });
  const identity = { address, ...(caller.tenant && { tenant: caller.tenant, key: caller.keyId }) };
  const request = { method: c.req.method, path: c.req.path, status, ms: Math.round(ms), route };
  const line = { requestId, ...traceContext(c), ...request, ...identity };
  if (routeClass === 'probe') log.debug(line, accessLogMessage);
  else log.info(line, accessLogMessage);
}
