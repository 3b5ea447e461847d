import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi';
import type { Handler, MiddlewareHandler } from 'hono';
import { functionClasses, type Route } from '../contract/route.ts';
import { type RouteName, routes } from '../contract/routes.ts';
import { admission } from './access.ts';
import { classRules } from './classes.ts';
import { checkOrigin } from './guards.ts';
import type { AppEnv, AppParts } from './parts.ts';
import { problemType, refuse } from './problems.ts';
import { rateLimits } from './rate-limits.ts';
import type { RequestMeter } from './request-metrics.ts';
import { problemSchema } from './resource-schemas.ts';

/** What the OpenAPI document says of a route beyond the route table. */
export type RouteDocs = Pick<RouteConfig, 'request' | 'responses' | 'description'>;

type AppHandler = Handler<AppEnv> | MiddlewareHandler<AppEnv>;

/** Mounts a route of the table under the rules of its class, and describes it. */
export type Mount = (name: RouteName, docs: RouteDocs, handler: AppHandler) => void;

export function createMount(app: OpenAPIHono<AppEnv>, parts: AppParts, meter: RequestMeter): Mount {
  const rules = classRules(parts);
  const limits = rateLimits(parts);
  const admit = admission(parts);
  const sameOrigin: MiddlewareHandler<AppEnv> = (c, next) => {
    checkOrigin(c, parts);
    return next();
  };
  return (name, docs, handler) => {
    const route: Route = routes[name];
    const named: MiddlewareHandler<AppEnv> = async (c, next) => {
      c.set('route', name);
      const answered = meter.begun(route.class);
      await next().finally(answered);
    };
    const served = !parts.onFunction || functionClasses.includes(route.class);
    const handlers: AppHandler[] = [
      named,
      ...(served ? [] : [() => refuseOnFunction(route)]),
      ...rules(route.class),
      limits.byAddress(route.class),
      // A stream is as good as a socket: it says all that will be said.
      ...(route.class === 'stream' ? [sameOrigin] : []),
      admit(route),
      limits.byKey(route.class),
      handler,
    ];
    app.on(route.method.toUpperCase(), [honoPath(route.path)], ...handlers);
    app.openAPIRegistry.registerPath({
      method: route.method,
      path: route.path,
      operationId: name,
      summary: route.says,
      tags: [route.class],
      security: route.auth === 'none' ? [] : [{ key: [route.auth] }],
      ...docs,
      responses: { ...docs.responses, default: anyProblem },
    });
  };
}

function refuseOnFunction({ method, path, class: routeClass }: Route): never {
  refuse(
    'not-on-function',
    `${method.toUpperCase()} ${path} is of the class ${routeClass}, which a function cannot serve. The balancer must ` +
      'send it to the web service: npm run contract -- routes says what belongs where.',
  );
}

const anyProblem = {
  description: 'A refusal or a failure',
  content: { [problemType]: { schema: problemSchema } },
};

const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');
