import type { MiddlewareHandler } from 'hono';
import type { RouteClass } from '../contract/contract.ts';
import { networkOf } from './client-address.ts';
import type { AppContext, AppEnv, AppParts } from './parts.ts';
import { refuse } from './problems.ts';

type Middleware = MiddlewareHandler<AppEnv>;

/**
 * What one caller may ask of the routes of a class: before it is known who that is by address, and then by key. Every
 * answer says how its caller stands, in the fields that draft-ietf-httpapi-ratelimit-headers gives names to.
 */
export function rateLimits({ contract, gate }: Pick<AppParts, 'contract' | 'gate'>) {
  async function take(c: AppContext, by: 'address' | 'key', routeClass: RouteClass, caller: string) {
    const { windowSeconds, addressRequestsMax, keyRequestsMax } = contract.classes[routeClass].rate;
    const requestsMax = by === 'address' ? addressRequestsMax : keyRequestsMax;
    if (requestsMax === null) return;
    const allowance = { name: `${routeClass}/${by}`, requestsMax, windowSeconds };
    const { allowed, remaining, resetMs } = await gate.limiter.take(allowance, caller);
    const resetSeconds = Math.ceil(resetMs / 1000);
    c.header('ratelimit-policy', `"${by}";q=${requestsMax};w=${windowSeconds}`, { append: true });
    c.header('ratelimit', `"${by}";r=${remaining};t=${resetSeconds}`, { append: true });
    if (allowed) return;
    gate.counts.limited += 1;
    const whose = by === 'address' ? 'This address has' : 'This key has';
    const detail = `${whose} made ${requestsMax} requests in ${windowSeconds} s. Try again in ${resetSeconds} s.`;
    refuse('too-many-requests', detail, { headers: { 'retry-after': `${resetSeconds}` } });
  }

  return {
    byAddress:
      (routeClass: RouteClass): Middleware =>
      async (c, next) => {
        await take(c, 'address', routeClass, networkOf(c.var.address));
        await next();
      },
    byKey:
      (routeClass: RouteClass): Middleware =>
      async (c, next) => {
        const { tenant, keyId } = c.var.caller;
        if (keyId !== null) await take(c, 'key', routeClass, `${tenant}/${keyId}`);
        await next();
      },
  };
}
