import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi';
import type { Handler, MiddlewareHandler } from 'hono';
import { type Route, type RouteName, routes } from '../contract/routes.ts';
import { classRules } from './classes.ts';
import type { AppEnv, AppParts } from './parts.ts';
import { problemType } from './problems.ts';
import { problemSchema } from './resource-schemas.ts';

/** What the OpenAPI document says of a route beyond the route table. */
export type RouteDocs = Pick<RouteConfig, 'request' | 'responses' | 'description'>;

type AppHandler = Handler<AppEnv> | MiddlewareHandler<AppEnv>;

/** Mounts a route of the table under the rules of its class, and describes it. */
export type Mount = (name: RouteName, docs: RouteDocs, handler: AppHandler) => void;

export function createMount(app: OpenAPIHono<AppEnv>, parts: AppParts): Mount {
  const rules = classRules(parts);
  return (name, docs, handler) => {
    const route: Route = routes[name];
    const named: MiddlewareHandler<AppEnv> = (c, next) => {
      c.set('route', name);
      return next();
    };
    const handlers: AppHandler[] = [named, ...rules(route.class), handler];
    app.on(route.method.toUpperCase(), [honoPath(route.path)], ...handlers);
    app.openAPIRegistry.registerPath({
      method: route.method,
      path: route.path,
      operationId: name,
      summary: route.says,
      tags: [route.class],
      ...docs,
      responses: { ...docs.responses, default: anyProblem },
    });
  };
}

const anyProblem = {
  description: 'A refusal or a failure',
  content: { [problemType]: { schema: problemSchema } },
};

const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');
