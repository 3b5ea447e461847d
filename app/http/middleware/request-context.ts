import { accessLogMessage } from '../../contract/access-log.ts';
import { routes } from '../../contract/routes.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { Log } from '../../runtime/log.ts';
import type { Clock } from '../../shared/clock.ts';
import { anonymousCaller } from '../auth/callers.ts';
import type { AppContext, AppMiddleware } from '../context.ts';
import { ProblemError } from '../errors/problem-types.ts';
import { clientAddress } from './client-address.ts';
import type { RequestMetrics } from './request-metrics.ts';
import { securityHeaders } from './security-headers.ts';

export interface RequestContextDeps {
  readonly contract: Contract;
  readonly processName: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly randomId: () => string;
}

/**
 * Sets the request id, the client's address and the common response headers, then logs and counts the response, unless
 * the request is part of another one. Headers are set before the handler runs, because event streams write theirs
 * directly and their response must not change later.
 */
export function requestContext(deps: RequestContextDeps, requestMetrics: RequestMetrics): AppMiddleware {
  const { randomId, clock, contract, processName, log } = deps;
  const commonHeaders = Object.entries({
    ...securityHeaders,
    'cache-control': 'no-store',
    ...(contract.http.exposeProcessName && { 'x-rostrum-process': processName }),
  });
  return async function requestContext(c, next) {
    const startedMs = clock.monotonicMs();
    const requestId = readRequestId(c) ?? randomId();
    c.set('requestId', requestId);
    c.set('address', resolveAddress(c, contract));
    c.set('caller', anonymousCaller);
    setHeader(c, 'x-request-id', requestId);
    for (const [name, value] of commonHeaders) setHeader(c, name, value);
    await next();
    if (!c.env?.isInner) logResponse(c, log, requestMetrics, clock.monotonicMs() - startedMs);
  };
}

/**
 * Sets a header of Node's response: Hono would validate and copy it several times. There is none in a Lambda function
 * or for a WebSocket.
 */
function setHeader(c: AppContext, name: string, value: string): void {
  if (c.env?.outgoing) c.env.outgoing.setHeader(name, value);
  else c.header(name, value);
}

/** A Lambda function has no connection; there the peer is the address in the event, if it has one. */
const resolveAddress = (c: AppContext, { edge }: Contract): string =>
  clientAddress(
    c.req.header('x-forwarded-for'),
    c.env?.incoming?.socket?.remoteAddress ?? c.env?.peer ?? '',
    edge.trustedProxies,
  );

/** The request id of the client or a proxy, if it is safe to log. */
function readRequestId(c: AppContext): string | null {
  const id = c.req.header('x-request-id') ?? '';
  return /^[\w.-]{1,64}$/.test(id) ? id : null;
}

/** The W3C trace context of the request as members of a log line; empty if the header is missing or malformed. */
export function traceContext(c: AppContext): { readonly traceparent?: string } {
  const traceparent = c.req.header('traceparent') ?? '';
  return /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(traceparent) ? { traceparent } : {};
}

/** What nginx logs for a client that has left before the response; no client receives it. */
const clientClosedRequest = 499;

function loggedStatus(c: AppContext, routeClass: string): number {
  if (c.error instanceof ProblemError && c.error.code === 'client-closed-request') return clientClosedRequest;
  return routeClass === 'socket' && c.res.status === 200 ? 101 : c.res.status;
}

/** Omits the query string, which may contain search terms and secrets. */
function logResponse(c: AppContext, log: Log, requestMetrics: RequestMetrics, ms: number): void {
  const { route, requestId, address, caller } = c.var;
  const routeClass = route ? routes[route].class : 'none';
  const status = loggedStatus(c, routeClass);
  requestMetrics.completed({ route: route ?? 'none', routeClass, status, ms });
  const identity = { address, ...(caller.tenant && { tenant: caller.tenant, key: caller.keyId }) };
  const request = { method: c.req.method, path: c.req.path, status, ms: Math.round(ms), route };
  const line = { requestId, ...traceContext(c), ...request, ...identity };
  if (routeClass === 'probe') log.debug(line, accessLogMessage);
  else log.info(line, accessLogMessage);
}
