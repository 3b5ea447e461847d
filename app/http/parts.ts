import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Roster } from '../agents/agent.ts';
import type { Contract } from '../contract/contract.ts';
import type { Scope } from '../contract/route.ts';
import type { RouteName } from '../contract/routes.ts';
import type { Bus } from '../live/bus.ts';
import type { Hub } from '../live/follow.ts';
import type { Timers } from '../live/timers.ts';
import type { Viewers } from '../live/viewers.ts';
import type { Log } from '../process/log.ts';
import type { Metrics } from '../process/metrics.ts';
import type { Store } from '../store/store.ts';
import type { Gate } from './gate.ts';
import type { Signer } from './signing.ts';

/** What the HTTP surface stands on. */
export interface AppParts {
  readonly contract: Contract;
  /** Goes into every debate's settings, so that its record names the limits that it ran under. */
  readonly contractHash: string;
  readonly version: string;
  /** Of this process, as in its log and metrics. */
  readonly name: string;
  readonly store: Store;
  readonly bus: Bus;
  readonly hub: Hub;
  readonly viewers: Viewers;
  readonly roster: Roster;
  readonly assets: PageAssets;
  readonly readiness: Readiness;
  readonly log: Log;
  /** null: /metrics is switched off. */
  readonly metrics: Metrics | null;
  readonly timers: Timers;
  readonly now: () => Date;
  /** Unguessable, of letters, digits, `-` and `_`. */
  readonly randomId: () => string;
  /** 256 bits as base64url. */
  readonly randomSecret: () => string;
  /** Whether a thrown error says that the database is away: then the same request may succeed later. */
  readonly isOutage: (error: unknown) => boolean;
  readonly gate: Gate;
  readonly signer: Signer;
  /** Whether this is a function (Lambda): then only the classes of functionClasses are answered. */
  readonly onFunction: boolean;
}

/** The files of the page. */
export interface PageAssets {
  /** `index.html`, or `assets/` and a hashed name; null when there is no such file. */
  file(path: string): Promise<PageFile | null>;
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
  readonly helpers: Readonly<Record<string, () => boolean>>;
  /** False before the start has ended, and once the process drains. */
  isReady(): boolean;
}

/** What a function knows of a request beside the request. */
export interface FunctionBindings {
  /** The address that asks, where the event names it. */
  readonly peer?: string;
  /** The answer must be there within this. */
  readonly remainingMs?: number;
}

export interface AppEnv {
  readonly Bindings: HttpBindings & FunctionBindings;
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
  readonly scopes: readonly Scope[];
  /** null: without a key. */
  readonly keyId: string | null;
  /** The one debate that their ticket is good for; null: any of the tenant's. */
  readonly onlyDebate: string | null;
}
