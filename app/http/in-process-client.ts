import { ApiError, type Client, createClient } from '../client/client.ts';
import type { AppContext, ConnectionlessBindings } from './context.ts';
import { isProblemCode, throwProblem } from './errors/problem-types.ts';

/** How requests reach this app: its own `fetch`. */
export type Dispatch = (request: Request, env: ConnectionlessBindings) => Response | Promise<Response>;

/** Who calls, and from where. */
const forwardedHeaders = [
  'authorization',
  'cookie',
  'host',
  'origin',
  'traceparent',
  'x-forwarded-for',
  'x-forwarded-host',
] as const;

/**
 * A client of this app's own API for an endpoint with another protocol. Its calls are requests of the same caller that
 * pass the middleware of their routes: the same keys, scopes, tenants, limits and audit log.
 */
export function createInProcessClient(c: AppContext, dispatch: Dispatch): Client {
  const forwarded = forwardedHeaders.flatMap((name) => {
    const value = c.req.raw.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const { requestId } = c.var;
  // Not the connection: its response is that of the request from outside.
  const peer = c.env?.incoming?.socket?.remoteAddress ?? c.env?.peer;
  const env: ConnectionlessBindings = { isInner: true, ...(peer !== undefined && { peer }) };
  return createClient({
    baseUrl: new URL(c.req.url).origin,
    async fetch(url, init) {
      const request = new Request(url, init);
      for (const [name, value] of forwarded) request.headers.set(name, value);
      request.headers.set('x-request-id', requestId);
      return dispatch(request, env);
    },
  });
}

/** Ends the request with the refusal of the one that it has sent. */
export function rethrowRefusal(error: unknown): never {
  if (!(error instanceof ApiError) || !isProblemCode(error.code)) throw error;
  const { retryAfterSeconds: seconds, errors } = error;
  throwProblem(error.code, error.detail, {
    errors,
    ...(seconds !== null && { headers: { 'retry-after': `${seconds}` } }),
  });
}
