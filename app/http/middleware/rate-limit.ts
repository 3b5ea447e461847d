import type { MiddlewareHandler } from 'hono';
import type { RouteClass } from '../../contract/types/contract.ts';
import type { AppContext, AppDeps, AppEnv } from '../deps.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { clientNetwork } from './client-address.ts';

type Middleware = MiddlewareHandler<AppEnv>;

/**
 * What one caller may ask of the routes of a class: before it is known who that is by address, and then by key. Every
 * answer says how its caller stands, in the fields that draft-ietf-httpapi-ratelimit-headers gives names to.
 */
export function createRateLimits({ contract, accessControl }: Pick<AppDeps, 'contract' | 'accessControl'>) {
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
      (routeClass: RouteClass): Middleware =>
      async (c, next) => {
        await consume(c, 'address', routeClass, clientNetwork(c.var.address));
        await next();
      },
    perKey:
      (routeClass: RouteClass): Middleware =>
      async (c, next) => {
        const { tenant, keyId } = c.var.caller;
        if (keyId !== null) await consume(c, 'key', routeClass, `${tenant}/${keyId}`);
        await next();
      },
  };
}
