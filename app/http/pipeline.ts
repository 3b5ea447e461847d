import { functionClasses, type Route } from '../contract/route.ts';
import { type RouteName, routes } from '../contract/routes.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { AccessControl } from './auth/access-control.ts';
import type { AppMiddleware } from './context.ts';
import { throwProblem } from './errors/problem-types.ts';
import { type AuthenticationDeps, createAuthentication } from './middleware/authentication.ts';
import { bodyLimit } from './middleware/body-limit.ts';
import { type ConcurrencyLimitDeps, concurrencyLimit } from './middleware/concurrency-limit.ts';
import { type DeadlineDeps, deadline } from './middleware/deadline.ts';
import { type OriginCheckDeps, originCheck, streamOriginCheck } from './middleware/origin-check.ts';
import { createRateLimits, type RateLimitDeps } from './middleware/rate-limit.ts';
import { type RequestContextDeps, requestContext } from './middleware/request-context.ts';
import { createRequestMetrics, type RequestMetrics } from './middleware/request-metrics.ts';

export interface PipelineDeps
  extends RequestContextDeps,
    OriginCheckDeps,
    ConcurrencyLimitDeps,
    DeadlineDeps,
    RateLimitDeps,
    AuthenticationDeps {
  readonly accessControl: Pick<AccessControl, 'policy' | 'rateLimiter' | 'eventLoopLag' | 'stats'>;
  readonly metrics: Metrics | null;
  readonly isLambda: boolean;
}

export interface Pipeline {
  /** For all requests, including those that no route matches. */
  readonly everyRequest: readonly [AppMiddleware, AppMiddleware];
  /** Between those and the handler of a route. */
  readonly middlewareFor: (name: RouteName) => readonly AppMiddleware[];
}

/** Defines the order of all middleware: `everyRequest`, then `middlewareFor` the route, then its handler. */
export function createPipeline(deps: PipelineDeps): Pipeline {
  const requestMetrics = createRequestMetrics(deps.metrics);
  // One instance for all routes, because they share the limit.
  const apiConcurrency = concurrencyLimit(deps);
  const rateLimits = createRateLimits(deps);
  const authenticate = createAuthentication(deps);
  return {
    everyRequest: [requestContext(deps, requestMetrics), originCheck(deps)],
    middlewareFor(name) {
      const route: Route = routes[name];
      const isServed = !deps.isLambda || functionClasses.includes(route.class);
      return [
        matchedRoute(name, route, requestMetrics),
        ...(isServed ? [] : [rejectOnLambda(route)]),
        ...(route.class === 'api' ? [apiConcurrency] : []),
        deadline(route.class, deps),
        bodyLimit(route.class, deps.contract),
        rateLimits.perAddress(route.class),
        ...(route.class === 'stream' ? [streamOriginCheck(deps)] : []),
        authenticate(route),
        rateLimits.perKey(route.class),
      ];
    },
  };
}

const matchedRoute = (name: RouteName, route: Route, requestMetrics: RequestMetrics): AppMiddleware =>
  async function matchedRoute(c, next) {
    c.set('route', name);
    const onFinished = requestMetrics.started(route.class);
    await next().finally(onFinished);
  };

const rejectOnLambda =
  ({ method, path, class: routeClass }: Route): AppMiddleware =>
  () =>
    throwProblem(
      'not-served-here',
      `${method.toUpperCase()} ${path} is a ${routeClass} route, which a Lambda function cannot serve. The load ` +
        'balancer must send it to the web service: npm run contract -- routes lists the target of each route.',
    );
