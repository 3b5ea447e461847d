/**
 * The operational contract: every number that two layers must agree on, once, with its unit at the end of its name.
 * The server, the worker, the store and the renderers read these values; none of them writes a number of its own.
 * `null` says that a layer sets no limit of that kind.
 */

/** What a route may cost and where it may run. The route table (routes.ts) names one for every route. */
export type RouteClass = 'page' | 'api' | 'stream' | 'socket' | 'probe' | 'inside';

export interface ClassRules {
  /** The longest a response may take; the request's AbortSignal fires then. Streams and sockets have none. */
  readonly deadlineMs: number | null;
  readonly bodyBytesMax: number;
  /** Whether a gateway may buffer or compress the response. */
  readonly buffered: boolean;
}

export interface Edge {
  /** How long the gateway in front keeps an idle connection to us; null when clients connect directly. */
  readonly gatewayIdleMs: number | null;
  /** How far a number must stand from one that it must not reach first. */
  readonly marginMs: number;
  /** Proxies in front of us whose X-Forwarded-For entry is believed, counted from the right. */
  readonly trustedProxies: number;
}

export interface Http {
  readonly port: number;
  /** Keep-alive of idle client connections when nothing stands in front; behind a gateway derive.ts lengthens it. */
  readonly directKeepAliveMs: number;
  /** The longest a client may take to send its headers. */
  readonly headersMs: number;
  /** The longest a client may take to send a whole request, uploads included. */
  readonly requestMs: number;
  readonly connectionsCheckMs: number;
  readonly headerBytesMax: number;
  /** Requests in progress in one process, streams and sockets apart; the next one is answered 503. */
  readonly requestsMax: number;
  readonly retryAfterSeconds: number;
}

export interface Live {
  /** SSE heartbeat, and the ping of a WebSocket. */
  readonly heartbeatMs: number;
  /** A socket that has not answered a ping by the next but one is dead; a socket must first speak within this. */
  readonly pongMs: number;
  /** Deltas of one debate are joined for this long. 40 ms is 25 frames a second, as fast as text can be read. */
  readonly coalesceMs: number;
  /** How often the log is read again in case a hint was lost. */
  readonly pollMs: number;
  /** What an SSE client is told to wait before it reconnects. */
  readonly retryMs: number;
  readonly frameBytesMax: number;
  readonly subscriptionsPerSocketMax: number;
  /** Frames a client may send in one second on one socket. */
  readonly framesPerSecondMax: number;
  /** Past this many unsent bytes a viewer gets no deltas, and a snapshot when it has caught up. */
  readonly viewerLagBytesMax: number;
  /** Past this many unsent bytes a viewer is closed, with its cursor. */
  readonly viewerQueueBytesMax: number;
  /** Viewers in one process, SSE and WebSocket together. */
  readonly viewersMax: number;
  /** Events that a viewer's catch-up reads at once. */
  readonly replayPageEvents: number;
}

export interface Process {
  /** After SIGTERM the listener stays open this long, until the balancer has stopped sending. */
  readonly drainLagMs: number;
  /** Then requests and turns in flight may take this long to end. */
  readonly drainInflightMs: number;
  /** Viewers are told to move, spread over this long. */
  readonly viewerCloseMs: number;
  /** The rest (pools, logs) closes within this. */
  readonly flushMs: number;
  /** The platform kills the process this long after SIGTERM. */
  readonly stopMs: number;
}

export interface Probe {
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly failures: number;
  readonly startMs: number;
}

export interface Probes {
  readonly liveness: Probe;
  readonly readiness: Probe;
  /** The limit of one named readiness check. */
  readonly checkMs: number;
}

export interface Work {
  readonly leaseMs: number;
  readonly renewMs: number;
  readonly claimMs: number;
  readonly debatesPerWorker: number;
}

export interface Agents {
  /** From the call to the first token, from token to token, and in all. */
  readonly firstTokenMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
  /** Calls again after a failure before the first token; after it the attempt has failed. */
  readonly retriesMax: number;
  readonly backoffMs: number;
  readonly retryAfterMsMax: number;
  /** Attempts of one turn that may fail before its agent is left out. */
  readonly attemptsMax: number;
  readonly outputTokensMax: number;
}

export interface Limits {
  readonly questionCharsMax: number;
  readonly optionsMax: number;
  readonly optionCharsMax: number;
  readonly documentsMax: number;
  readonly documentBytesMax: number;
  readonly nameCharsMax: number;
  readonly modelCharsMax: number;
  readonly noteCharsMax: number;
  readonly panelMin: number;
  readonly panelMax: number;
  readonly roundsMax: number;
  readonly deadlineSecondsMin: number;
  readonly deadlineSecondsDefault: number;
  readonly deadlineSecondsMax: number;
  /** Kept back from a debate's deadline so that a decision can still be written. */
  readonly decideSecondsReserve: number;
  readonly budgetUsdMax: number;
  readonly budgetTokensMax: number;
  readonly listPageMax: number;
  readonly eventsPageMax: number;
  readonly waitSecondsMax: number;
  readonly idempotencyKeyCharsMax: number;
  readonly searchCharsMax: number;
}

export interface Database {
  readonly poolMax: number;
  readonly connectMs: number;
  readonly acquireMs: number;
  readonly statementMs: number;
  readonly lockMs: number;
}

export interface Contract {
  readonly profile: string;
  readonly edge: Edge;
  readonly http: Http;
  readonly classes: Readonly<Record<RouteClass, ClassRules>>;
  readonly live: Live;
  readonly process: Process;
  readonly probes: Probes;
  readonly work: Work;
  readonly agents: Agents;
  readonly limits: Limits;
  readonly database: Database;
}

const second = 1000;
const KiB = 1024;
const MiB = 1024 * KiB;

/** The base that every profile starts from; profiles.ts names the differences. */
export const base: Contract = {
  profile: 'base',
  edge: { gatewayIdleMs: null, marginMs: 5 * second, trustedProxies: 0 },
  http: {
    port: 8080,
    directKeepAliveMs: 5 * second,
    headersMs: 60 * second,
    requestMs: 300 * second,
    connectionsCheckMs: 5 * second,
    headerBytesMax: 16 * KiB,
    requestsMax: 1000,
    retryAfterSeconds: 2,
  },
  classes: {
    page: { deadlineMs: 10 * second, bodyBytesMax: 0, buffered: true },
    api: { deadlineMs: 120 * second, bodyBytesMax: 50 * MiB, buffered: true },
    stream: { deadlineMs: null, bodyBytesMax: 0, buffered: false },
    socket: { deadlineMs: null, bodyBytesMax: 0, buffered: false },
    probe: { deadlineMs: 3 * second, bodyBytesMax: 0, buffered: true },
    inside: { deadlineMs: 10 * second, bodyBytesMax: 0, buffered: true },
  },
  live: {
    heartbeatMs: 15 * second,
    pongMs: 10 * second,
    coalesceMs: 40,
    pollMs: second,
    retryMs: second,
    frameBytesMax: 64 * KiB,
    subscriptionsPerSocketMax: 100,
    framesPerSecondMax: 50,
    viewerLagBytesMax: 256 * KiB,
    viewerQueueBytesMax: 4 * MiB,
    viewersMax: 5000,
    replayPageEvents: 500,
  },
  process: {
    drainLagMs: 0,
    drainInflightMs: 5 * second,
    viewerCloseMs: second,
    flushMs: 2 * second,
    stopMs: 10 * second,
  },
  probes: {
    liveness: { periodMs: 10 * second, timeoutMs: 5 * second, failures: 3, startMs: 30 * second },
    readiness: { periodMs: 5 * second, timeoutMs: 3 * second, failures: 3, startMs: 10 * second },
    checkMs: 2 * second,
  },
  work: { leaseMs: 6 * second, renewMs: 2 * second, claimMs: second, debatesPerWorker: 20 },
  agents: {
    firstTokenMs: 90 * second,
    idleMs: 45 * second,
    totalMs: 300 * second,
    retriesMax: 3,
    backoffMs: 500,
    retryAfterMsMax: 30 * second,
    attemptsMax: 2,
    outputTokensMax: 4096,
  },
  limits: {
    questionCharsMax: 8000,
    optionsMax: 12,
    optionCharsMax: 300,
    documentsMax: 20,
    documentBytesMax: 2 * MiB,
    nameCharsMax: 120,
    modelCharsMax: 200,
    noteCharsMax: 4000,
    panelMin: 2,
    panelMax: 8,
    roundsMax: 4,
    deadlineSecondsMin: 10,
    deadlineSecondsDefault: 1800,
    deadlineSecondsMax: 3600,
    decideSecondsReserve: 120,
    budgetUsdMax: 1000,
    budgetTokensMax: 50_000_000,
    listPageMax: 100,
    eventsPageMax: 1000,
    waitSecondsMax: 55,
    idempotencyKeyCharsMax: 200,
    searchCharsMax: 200,
  },
  database: {
    poolMax: 10,
    connectMs: 5 * second,
    acquireMs: 5 * second,
    statementMs: 10 * second,
    lockMs: 5 * second,
  },
};
