import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi';
import type { Handler, MiddlewareHandler } from 'hono';
import { functionClasses, type Route } from '../contract/route.ts';
import { type RouteName, routes } from '../contract/routes.ts';
import type { AppDeps, AppEnv } from './deps.ts';
import { problemMediaType, throwProblem } from './errors/problem-types.ts';
import { createAuthentication } from './middleware/authentication.ts';
import { createClassMiddleware } from './middleware/class-limits.ts';
import { checkOrigin } from './middleware/origin-check.ts';
import { createRateLimits } from './middleware/rate-limit.ts';
import type { RequestMetrics } from './middleware/request-metrics.ts';
import { problemSchema } from './schemas/responses.ts';

/** What the OpenAPI document says of a route beyond the route table. */
export type RouteDocs = Pick<RouteConfig, 'request' | 'responses' | 'description'>;

type AppHandler = Handler<AppEnv> | MiddlewareHandler<AppEnv>;

/** Mounts a route of the table under the rules of its class, and describes it. */
export type RegisterRoute = (name: RouteName, docs: RouteDocs, handler: AppHandler) => void;

export function createRouter(
  app: OpenAPIHono<AppEnv>,
  deps: AppDeps,
  requestMetrics: RequestMetrics,
): RegisterRoute {
  const classMiddleware = createClassMiddleware(deps);
  const rateLimits = createRateLimits(deps);
  const authenticate = createAuthentication(deps);
  const sameOrigin: MiddlewareHandler<AppEnv> = (c, next) => {
    checkOrigin(c, deps);
    return next();
  };
  return (name, docs, handler) => {
    const route: Route = routes[name];
    const setRoute: MiddlewareHandler<AppEnv> = async (c, next) => {
      c.set('route', name);
      const onFinished = requestMetrics.started(route.class);
      await next().finally(onFinished);
    };
    const isServed = !deps.isLambda || functionClasses.includes(route.class);
    const handlers: AppHandler[] = [
      setRoute,
      ...(isServed ? [] : [() => throwNotServedOnLambda(route)]),
      ...classMiddleware(route.class),
      rateLimits.perAddress(route.class),
      // A stream is as good as a socket: it says all that will be said.
      ...(route.class === 'stream' ? [sameOrigin] : []),
      authenticate(route),
      rateLimits.perKey(route.class),
      handler,
    ];
    app.on(route.method.toUpperCase(), [honoPath(route.path)], ...handlers);
    app.openAPIRegistry.registerPath({
      method: route.method,
      path: route.path,
      operationId: name,
      summary: route.description,
      tags: [route.class],
      security: route.auth === 'none' ? [] : [{ key: [route.auth] }],
      ...docs,
      responses: { ...docs.responses, default: problemDocs },
    });
  };
}

function throwNotServedOnLambda({ method, path, class: routeClass }: Route): never {
  throwProblem(
    'not-served-here',
    `${method.toUpperCase()} ${path} is of the class ${routeClass}, which a function cannot serve. The balancer must ` +
      'send it to the web service: npm run contract -- routes says what belongs where.',
  );
}

const problemDocs = {
  description: 'A refusal or a failure',
  content: { [problemMediaType]: { schema: problemSchema } },
};

const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');
