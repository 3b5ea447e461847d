import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import type { RouteName } from '../contract/routes.ts';
import type { KeyScope } from '../shared/key-scope.ts';
import type { BodyAccount } from './middleware/body-budget.ts';

/** The client of a request, as its credential identifies it. */
export interface Caller {
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** null: no key was used. */
  readonly keyId: string | null;
  /** The only debate that the caller's ticket gives access to; null: all debates of the tenant. */
  readonly debateScope: string | null;
}

/** Set for requests without a connection: by the Lambda handler and by the in-process client. */
export interface ConnectionlessBindings {
  /** The client's address, where the event has it. */
  readonly peer?: string;
  /** Time left to respond. */
  readonly remainingMs?: number;
  /** Part of another request, which is the one that is logged and counted. */
  readonly isInner?: true;
}

export interface AppEnv {
  readonly Bindings: HttpBindings & ConnectionlessBindings;
  readonly Variables: {
    readonly requestId: string;
    /** The client's address: the last one that a trusted proxy has reported. */
    readonly address: string;
    /** Its tenant is the only one that the request can read or change. */
    readonly caller: Caller;
    /** Undefined until a route has matched. */
    readonly route?: RouteName;
    readonly bodyBytesMax: number;
    readonly bodyAccount: BodyAccount;
    /** Aborts, with a ProblemError as reason, at the deadline of the route's class or when the client disconnects. */
    readonly signal: AbortSignal;
  };
}

export type AppContext = Context<AppEnv>;
export type AppMiddleware = MiddlewareHandler<AppEnv>;
