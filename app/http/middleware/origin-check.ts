import type { MiddlewareHandler } from 'hono';
import type { Contract } from '../../contract/types/contract.ts';
import type { AppContext, AppDeps, AppEnv } from '../deps.ts';
import { throwProblem } from '../errors/problem-types.ts';

/**
 * Keeps other sites, open in a browser on the same machine, from using a server that asks for no key: neither by a
 * request that changes something or opens a socket, nor under a name of theirs that suddenly resolves to loopback.
 */
export function originCheck(deps: AppDeps): MiddlewareHandler<AppEnv> {
  return async function originCheck(c, next) {
    if (deps.accessControl.policy.isOpen) checkHostHeader(c);
    const { method } = c.req;
    const isRead = (method === 'GET' || method === 'HEAD') && c.req.header('upgrade') === undefined;
    if (!isRead) checkOrigin(c, deps);
    await next();
  };
}

function checkHostHeader(c: AppContext): void {
  const { hostname } = new URL(c.req.url);
  if (!isLoopback(hostname))
    throwProblem(
      'misdirected-request',
      `This server answers to localhost, not to ${hostname}. Open it as http://localhost.`,
    );
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127(\.\d+){3}$/.test(hostname);

/** Refuses what a page of another origin asks for. Programs send no Origin; browsers let no page leave it out. */
export function checkOrigin(c: AppContext, { contract, accessControl }: AppDeps): void {
  const origin = c.req.header('origin');
  if (origin === undefined) return;
  const { origins } = accessControl.policy;
  const isAllowed = origins.length > 0 ? origins.includes(origin) : isSameOrigin(c, origin, contract);
  if (!isAllowed)
    throwProblem(
      'origin-not-allowed',
      `A page of ${origin} must not do this. Only the pages of this server may.`,
    );
}

function isSameOrigin(c: AppContext, origin: string, { edge }: Contract): boolean {
  // A browser lets no other site set this header, so what it says is the proxy's.
  const forwarded = edge.trustedProxies > 0 ? c.req.header('x-forwarded-host') : undefined;
  return isSameHost(origin, forwarded ?? c.req.header('host') ?? new URL(c.req.url).host);
}

/** Whether an origin's host and port are these; the scheme is the proxy's affair. */
function isSameHost(origin: string, host: string): boolean {
  const [originUrl, hostUrl] = [URL.parse(origin), URL.parse(`${origin.split(':')[0]}://${host}`)];
  return originUrl !== null && hostUrl !== null && originUrl.host !== '' && originUrl.host === hostUrl.host;
}
