import type { KeyScope } from '../shared/key-scope.ts';
import type { RouteClass } from './types/http.ts';

/** A route of the table in routes.ts. Paths use OpenAPI's `{name}`. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly class: RouteClass;
  /** The scope that a key needs; `none`: no key is required. */
  readonly auth: 'none' | KeyScope;
  /** Why an api route cannot run on a function, which accepts 1 MB and is billed for waiting. */
  readonly webOnly?: 'uploads' | 'long-poll' | 'large-response';
  readonly description: string;
}

/** The classes that a function can serve: their responses are complete, not streamed. */
export const functionClasses: readonly RouteClass[] = ['page', 'api', 'probe'];
