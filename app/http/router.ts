import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi';
import type { Handler } from 'hono';
import type { Route } from '../contract/route.ts';
import { type RouteName, routes } from '../contract/routes.ts';
import type { AppEnv, AppMiddleware } from './context.ts';
import { problemMediaType } from './errors/problem-types.ts';
import { problemSchema } from './schemas/responses.ts';

/** The members of a route's OpenAPI entry that the route table does not have. */
export type RouteDocs = Pick<RouteConfig, 'request' | 'responses' | 'description'>;

type AppHandler = Handler<AppEnv> | AppMiddleware;

/** Mounts a route of the contract's table behind its middleware and adds it to the OpenAPI document. */
export type RegisterRoute = (name: RouteName, docs: RouteDocs, handler: AppHandler) => void;

export function createRouter(
  app: OpenAPIHono<AppEnv>,
  middlewareFor: (name: RouteName) => readonly AppMiddleware[],
): RegisterRoute {
  return (name, docs, handler) => {
    const route: Route = routes[name];
    app.on(route.method.toUpperCase(), [honoPath(route.path)], ...middlewareFor(name), handler);
    app.openAPIRegistry.registerPath({
      method: route.method,
      path: route.path,
      operationId: name,
      summary: route.description,
      tags: [route.class],
      security: route.auth === 'none' ? [] : [{ key: [route.auth] }],
      ...docs,
      responses: { default: problemDocs, ...docs.responses },
    });
  };
}

/** Of every route that documents no other errors. */
export const problemDocs = {
  description: 'An error',
  content: { [problemMediaType]: { schema: problemSchema } },
};

const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');
