import type { Contract } from '../../contract/types/contract.ts';
import type { RouteClass } from '../../contract/types/http.ts';
import type { AccessControl } from '../auth/access-control.ts';
import type { AppContext, AppMiddleware } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { clientNetwork } from './client-address.ts';

export interface RateLimitDeps {
  readonly contract: Contract;
  readonly accessControl: Pick<AccessControl, 'rateLimiter' | 'stats'>;
}

/**
 * Limits requests per route class: by address before authentication, by key after it. Every response reports the quota
 * in the fields of draft-ietf-httpapi-ratelimit-headers.
 */
export function createRateLimits({ contract, accessControl }: RateLimitDeps) {
  async function consume(c: AppContext, by: 'address' | 'key', routeClass: RouteClass, caller: string) {
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

  return {
    perAddress:
      (routeClass: RouteClass): AppMiddleware =>
      async (c, next) => {
        await consume(c, 'address', routeClass, clientNetwork(c.var.address));
        await next();
      },
    perKey:
      (routeClass: RouteClass): AppMiddleware =>
      async (c, next) => {
        const { tenant, keyId } = c.var.caller;
        if (keyId !== null) await consume(c, 'key', routeClass, `${tenant}/${keyId}`);
        await next();
      },
  };
}
