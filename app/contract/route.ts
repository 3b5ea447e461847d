import type { RouteClass } from './types/contract.ts';

/** What a key allows: to look at debates; to start, steer and delete them; to manage keys. None includes another. */
export const keyScopes = ['read', 'run', 'admin'] as const;
export type KeyScope = (typeof keyScopes)[number];

/** A route of the table in routes.ts. Paths use OpenAPI's `{name}`. */
export interface Route {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  readonly class: RouteClass;
  /** The scope that a key must have for it; `none`: it asks for no key. */
  readonly auth: 'none' | KeyScope;
  /** Why an api route cannot run on a function, where it cannot: a function takes 1 MB and is paid for waiting. */
  readonly webOnly?: 'uploads' | 'long-poll' | 'large-response';
  readonly description: string;
}

/** The classes that a function can answer: with the whole of a response, at once. */
export const functionClasses: readonly RouteClass[] = ['page', 'api', 'probe'];
