import type { MiddlewareHandler } from 'hono';
import type { AppContext, AppEnv, AppParts } from './parts.ts';
import { refuse } from './problems.ts';

/**
 * Keeps other sites, open in a browser on the same machine, from using a server that asks for no key: neither by a
 * request that changes something or opens a socket, nor under a name of theirs that suddenly resolves to loopback.
 */
export function guards({ contract, loopback }: AppParts): MiddlewareHandler<AppEnv> {
  const proxied = contract.edge.trustedProxies > 0;
  return async function guards(c, next) {
    if (loopback && !proxied) checkHost(c);
    checkOrigin(c, proxied);
    await next();
  };
}

function checkHost(c: AppContext): void {
  const { hostname } = new URL(c.req.url);
  if (!isLoopback(hostname))
    refuse(
      'misdirected',
      `This server answers to localhost, not to ${hostname}. Open it as http://localhost.`,
    );
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127(\.\d+){3}$/.test(hostname);

function checkOrigin(c: AppContext, proxied: boolean): void {
  const { method } = c.req;
  const reads = (method === 'GET' || method === 'HEAD') && c.req.header('upgrade') === undefined;
  const origin = c.req.header('origin');
  if (reads || origin === undefined) return;
  // A browser lets no other site set this header, so what it says is the proxy's.
  const forwarded = proxied ? c.req.header('x-forwarded-host') : undefined;
  const host = forwarded ?? c.req.header('host') ?? new URL(c.req.url).host;
  if (!isSameHost(origin, host))
    refuse('cross-origin', `A page of ${origin} must not do this. Only the pages of this server may.`);
}

/** Whether an origin's host and port are these; the scheme is the proxy's affair. */
function isSameHost(origin: string, host: string): boolean {
  const [from, to] = [URL.parse(origin), URL.parse(`${origin.split(':')[0]}://${host}`)];
  return from !== null && to !== null && from.host !== '' && from.host === to.host;
}
