import type { AccessSettings, RateLimiterSettings, RateSettings } from './access.ts';
import type { AgentSettings, DebateLimits, WorkSettings } from './debates.ts';
import type { DeploymentSettings } from './deployment.ts';
import type { SupervisorSettings } from './supervisor.ts';

export type { DebateLimits } from './debates.ts';

/**
 * The operational contract: every number that two layers must agree on, once, with its unit at the end of its name.
 * The server, the worker, the store and the renderers read these values; none of them writes a number of its own.
 * `null` says that a layer sets no limit of that kind.
 */

/** What a route may cost and where it may run. The route table (routes.ts) names one for every route. */
export type RouteClass = 'page' | 'api' | 'stream' | 'socket' | 'probe' | 'internal';

export interface RouteClassSettings {
  /** The longest a response may take; the request's AbortSignal fires then. Streams and sockets have none. */
  readonly deadlineMs: number | null;
  readonly bodyBytesMax: number;
  /** Whether a gateway may buffer or compress the response. */
  readonly buffered: boolean;
  /** How often one caller may ask. */
  readonly rate: RateSettings;
}

export interface EdgeSettings {
  /** How long the gateway in front keeps an idle connection to us; null when clients connect directly. */
  readonly gatewayIdleMs: number | null;
  /** How long the gateway waits for the next byte of an answer; null when it waits as long as it keeps a connection. */
  readonly gatewayReadMs: number | null;
  /** How far a number must stand from one that it must not reach first. */
  readonly marginMs: number;
  /** Proxies in front of us whose X-Forwarded-For entry is believed, counted from the right. */
  readonly trustedProxies: number;
}

export interface HttpSettings {
  readonly port: number;
  /** Where a worker, which answers nobody, shows that it lives, and its metrics. */
  readonly metricsPort: number;
  /** Keep-alive of idle connections when clients connect directly; behind a gateway derive.ts lengthens it. */
  readonly directKeepAliveMs: number;
  /** The longest a client may take to send its headers. */
  readonly headersMs: number;
  /** The longest a client may take to send a whole request, uploads included. */
  readonly requestMs: number;
  readonly connectionsCheckIntervalMs: number;
  readonly headerBytesMax: number;
  /** Requests in progress in one process, streams and sockets apart; the next one is answered 503. */
  readonly requestsMax: number;
  /** Short requests are refused while the event loop is later than this; null: it is not measured. */
  readonly eventLoopLagMsMax: number | null;
  /** How often the event loop's lateness is measured. */
  readonly eventLoopSampleMs: number;
  readonly retryAfterSeconds: number;
  /** Whether answers name the process that gave them, in `x-rostrum-process`. */
  readonly exposeProcessName: boolean;
}

export interface LiveSettings {
  /** SSE heartbeat, and the ping of a WebSocket. */
  readonly heartbeatMs: number;
  /** How long a socket may take to answer our close. A ping it must answer before the next one. */
  readonly closeTimeoutMs: number;
  /** Deltas of one debate are joined for this long. 40 ms is 25 frames a second, as fast as text can be read. */
  readonly deltaBatchMs: number;
  /** How often the log is read again in case a hint was lost. */
  readonly pollMs: number;
  /** What an SSE client is told to wait before it reconnects. */
  readonly retryMs: number;
  readonly frameBytesMax: number;
  readonly subscriptionsPerSocketMax: number;
  /** Frames a client may send in one second on one socket. */
  readonly framesPerSecondMax: number;
  /** Past this many unsent bytes a viewer gets no deltas, and a snapshot when it has caught up. */
  readonly dropDeltasAtUnsentBytes: number;
  /** Past this many unsent bytes a viewer is closed, with its cursor. */
  readonly evictAtUnsentBytes: number;
  /** Viewers in one process, SSE and WebSocket together. */
  readonly viewersMax: number;
  /** Of these, viewers with one key or its tickets, so that one caller cannot take all places; null: no limit. */
  readonly viewersPerKeyMax: number | null;
  /** Events that a viewer's catch-up reads at once. */
  readonly replayPageEvents: number;
}

/** The connections to Redis, when REDIS_URL is set. */
export interface BusSettings {
  readonly connectMs: number;
  /** A connection that has not answered a command for this long is dead, and is made anew. */
  readonly commandTimeoutMs: number;
  /** How often a silent connection is asked whether it lives. */
  readonly pingIntervalMs: number;
  /** Wait before the first reconnection; it doubles up to the longest. */
  readonly retryMs: number;
  readonly retryMsMax: number;
  /** Hints on their way to Redis; further ones are dropped, for the log is read again anyway. */
  readonly pendingMax: number;
}

export interface ProcessSettings {
  /** After SIGTERM the listener stays open this long, until the balancer has stopped sending. */
  readonly drainDelayMs: number;
  /** Then requests and turns in flight may take this long to end. */
  readonly drainInflightMs: number;
  /** Viewers are told to move, spread over this long. */
  readonly viewerCloseMs: number;
  /** The rest (pools, logs) closes within this. */
  readonly flushMs: number;
  /** The platform kills the process this long after SIGTERM. */
  readonly stopMs: number;
  /** Signals this soon after the first are the same wish: npm passes on what a terminal has already sent to all. */
  readonly signalDebounceMs: number;
}

export interface ProbeSettings {
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly failures: number;
  readonly startMs: number;
}

export interface ProbesSettings {
  readonly liveness: ProbeSettings;
  readonly readiness: ProbeSettings;
  /** The limit of one named readiness check. */
  readonly checkTimeoutMs: number;
}

export interface DatabaseSettings {
  /** Connections of one process at any moment. At start one of them migrates, before there are others. */
  readonly poolMax: number;
  readonly connectMs: number;
  readonly acquireMs: number;
  readonly statementMs: number;
  readonly lockMs: number;
}

/** How often a process measures itself and what it stands on. */
export interface MeasurementSettings {
  /** The backlog is counted, the bus is timed, and the event loop's work is summed up this often. */
  readonly sampleIntervalMs: number;
  /** A worker that has not said for this long that it lives is counted no more. */
  readonly workerHeartbeatTimeoutMs: number;
  /** With ROSTRUM_EMF, a line for CloudWatch is written this often: three a minute, so that averages are fair. */
  readonly emfIntervalMs: number;
}

export interface Contract {
  readonly profile: string;
  readonly edge: EdgeSettings;
  readonly http: HttpSettings;
  readonly access: AccessSettings;
  readonly rates: RateLimiterSettings;
  readonly classes: Readonly<Record<RouteClass, RouteClassSettings>>;
  readonly live: LiveSettings;
  readonly bus: BusSettings;
  readonly process: ProcessSettings;
  readonly supervisor: SupervisorSettings;
  readonly probes: ProbesSettings;
  readonly measures: MeasurementSettings;
  readonly work: WorkSettings;
  readonly agents: AgentSettings;
  readonly limits: DebateLimits;
  readonly database: DatabaseSettings;
  readonly deployment: DeploymentSettings;
}
