import type { Contract } from '../../contract/types/contract.ts';
import type { RouteClass } from '../../contract/types/http.ts';
import type { AccessControl } from '../auth/access-control.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';

export interface OriginCheckDeps {
  readonly contract: Contract;
  readonly accessControl: Pick<AccessControl, 'policy'>;
}

/**
 * Stops pages of other sites from changing anything, and from reading streams or opening sockets. On an open server it
 * also checks the host name, against DNS rebinding: a foreign name that resolves to loopback.
 */
export function checkOrigin(c: AppContext, deps: OriginCheckDeps, routeClass: RouteClass): void {
  if (deps.accessControl.policy.isOpen) checkHostHeader(c);
  const { method } = c.req;
  const isRead = (method === 'GET' || method === 'HEAD') && c.req.header('upgrade') === undefined;
  // A stream is a read, but reveals as much as a socket does, so it is checked like one.
  if (!isRead || routeClass === 'stream') requireAllowedOrigin(c, deps);
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

/** Requires an allowed Origin if there is one: browsers always send it here, other clients usually do not. */
function requireAllowedOrigin(c: AppContext, { contract, accessControl }: OriginCheckDeps): void {
  const origin = c.req.header('origin');
  if (origin === undefined) return;
  const { origins } = accessControl.policy;
  const isAllowed = origins.length > 0 ? origins.includes(origin) : isSameOrigin(c, origin, contract);
  if (!isAllowed)
    throwProblem(
      'origin-not-allowed',
      `Pages of ${origin} may not send this request. Only pages of an allowed origin may.`,
    );
}

function isSameOrigin(c: AppContext, origin: string, { edge }: Contract): boolean {
  // Browsers do not let pages set this header, so behind a proxy it is the proxy's.
  const forwarded = edge.trustedProxies > 0 ? c.req.header('x-forwarded-host') : undefined;
  return isSameHost(origin, forwarded ?? c.req.header('host') ?? new URL(c.req.url).host);
}

/** Compares host and port. The scheme is ignored, because a proxy may terminate TLS. */
function isSameHost(origin: string, host: string): boolean {
  const [originUrl, hostUrl] = [URL.parse(origin), URL.parse(`${origin.split(':')[0]}://${host}`)];
  return originUrl !== null && hostUrl !== null && originUrl.host !== '' && originUrl.host === hostUrl.host;
}
