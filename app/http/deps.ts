import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Roster } from '../agents/agent.ts';
import type { KeyScope } from '../contract/route.ts';
import type { RouteName } from '../contract/routes.ts';
import type { Contract } from '../contract/types/contract.ts';
import type { Bus } from '../live/bus.ts';
import type { Hub } from '../live/hub.ts';
import type { ViewerRegistry } from '../live/viewer-registry.ts';
import type { Log } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { Clock } from '../shared/clock.ts';
import type { Store } from '../store/store.ts';
import type { AccessControl } from './auth/access-control.ts';
import type { Signer } from './records/signer.ts';

/** What the HTTP surface stands on. */
export interface AppDeps {
  readonly contract: Contract;
  /** Goes into every debate's settings, so that its record names the limits that it ran under. */
  readonly contractHash: string;
  readonly version: string;
  /** Of this process, as in its log and metrics. */
  readonly processName: string;
  readonly store: Store;
  readonly bus: Bus;
  readonly hub: Hub;
  readonly viewers: ViewerRegistry;
  readonly roster: Roster;
  readonly pageAssets: PageAssets;
  readonly readiness: Readiness;
  readonly log: Log;
  /** null: /metrics is switched off. */
  readonly metrics: Metrics | null;
  readonly clock: Clock;
  readonly now: () => Date;
  /** Unguessable, of letters, digits, `-` and `_`. */
  readonly randomId: () => string;
  /** 256 bits as base64url. */
  readonly randomSecret: () => string;
  /** Whether a thrown error says that the database is away: then the same request may succeed later. */
  readonly isStoreUnavailable: (error: unknown) => boolean;
  readonly accessControl: AccessControl;
  readonly signer: Signer;
  /** Whether this is a function (Lambda): then only the classes of functionClasses are answered. */
  readonly isLambda: boolean;
}

/** The files of the page. */
export interface PageAssets {
  /** `index.html`, or `assets/` and a hashed name; null when there is no such file. */
  read(path: string): Promise<PageFile | null>;
}

export interface PageFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly mediaType: string;
  /** Its name carries a hash of its content: it may be kept for ever. */
  readonly immutable: boolean;
}

/** What /ready and the drain go by. */
export interface Readiness {
  /** By name; one that rejects, or outlasts its limit, makes the process not ready. */
  readonly checks: Readonly<Record<string, (signal: AbortSignal) => Promise<void>>>;
  /** By name; whether it is there. Without it the process does its work less well, and does not leave service. */
  readonly optionalServices: Readonly<Record<string, () => boolean>>;
  /** False before the start has ended, and once the process drains. */
  isReady(): boolean;
}

/** What a function knows of a request beside the request. */
export interface LambdaBindings {
  /** The address that asks, where the event names it. */
  readonly peer?: string;
  /** The answer must be there within this. */
  readonly remainingMs?: number;
}

export interface AppEnv {
  readonly Bindings: HttpBindings & LambdaBindings;
  readonly Variables: {
    readonly requestId: string;
    /** The client's, as far as the proxies before us can be believed. */
    readonly address: string;
    /** On whose behalf the request is made. Its tenant is the only one that the request can reach. */
    readonly caller: Caller;
    /** The route that answers, once one has been found. */
    readonly route?: RouteName;
    readonly bodyBytesMax: number;
    /** Aborts at the deadline of the route's class and when the client goes away, with a Refusal as reason. */
    readonly signal: AbortSignal;
  };
}

export type AppContext = Context<AppEnv>;

/** Whoever makes a request, as their credential says. */
export interface Caller {
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** null: without a key. */
  readonly keyId: string | null;
  /** The one debate that their ticket is good for; null: any of the tenant's. */
  readonly debateScope: string | null;
}
