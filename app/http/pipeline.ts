import { functionClasses, type Route } from '../contract/route.ts';
import { type RouteName, routes } from '../contract/routes.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { AccessControl } from './auth/access-control.ts';
import type { AppMiddleware } from './context.ts';
import { throwProblem } from './errors/problem-types.ts';
import { type AccessCheckDeps, accessCheck } from './middleware/access-check.ts';
import { type ClassLimitsDeps, createClassLimits, type InFlight } from './middleware/class-limits.ts';
import { type RequestContextDeps, requestContext } from './middleware/request-context.ts';
import { createRequestMetrics } from './middleware/request-metrics.ts';

export interface PipelineDeps extends RequestContextDeps, ClassLimitsDeps, AccessCheckDeps {
  readonly accessControl: Pick<
    AccessControl,
    'policy' | 'rateLimiter' | 'keyCache' | 'eventLoopLag' | 'stats'
  >;
  readonly metrics: Metrics | null;
  readonly isLambda: boolean;
}

export interface Pipeline {
  /** For all requests, including those that no route matches. */
  readonly everyRequest: AppMiddleware;
  /** Between those and the handler of a route. */
  readonly middlewareFor: (name: RouteName) => readonly AppMiddleware[];
}

/** Defines the order of all middleware: `everyRequest`, then `middlewareFor` the route, then its handler. */
export function createPipeline(deps: PipelineDeps): Pipeline {
  const inFlight: InFlight = new Map();
  const requestMetrics = createRequestMetrics(deps.metrics, inFlight);
  const classLimits = createClassLimits(deps, inFlight);
  return {
    everyRequest: requestContext(deps, requestMetrics),
    middlewareFor(name) {
      const route: Route = routes[name];
      const isServed = !deps.isLambda || functionClasses.includes(route.class);
      return [classLimits(name), isServed ? accessCheck(deps, route) : rejectOnLambda(route)];
    },
  };
}

const rejectOnLambda =
  ({ method, path, class: routeClass }: Route): AppMiddleware =>
  () =>
    throwProblem(
      'not-served-here',
      `${method.toUpperCase()} ${path} is a ${routeClass} route, which a Lambda function cannot serve. The load ` +
        'balancer must send it to the web service: npm run contract -- routes lists the target of each route.',
    );
