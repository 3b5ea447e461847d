/** Each route has one class (routes.ts), which decides its limits and where it may run. */
export type RouteClass = 'page' | 'api' | 'stream' | 'socket' | 'probe' | 'internal';

export interface RouteClassSettings {
  /** The longest a response may take; the request's AbortSignal fires then. Streams and sockets have none. */
  readonly deadlineMs: number | null;
  readonly bodyBytesMax: number;
  /** Whether a gateway may buffer or compress the response. */
  readonly buffered: boolean;
  /** Requests allowed per caller. */
  readonly rate: RateSettings;
}

/** Requests allowed per window, counted over all processes; further ones get a 429. null: no limit. */
export interface RateSettings {
  readonly windowSeconds: number;
  /** Per client address; for IPv6, per /64. */
  readonly addressRequestsMax: number | null;
  readonly keyRequestsMax: number | null;
}

/** Counting requests in Redis. Without Redis, or while it is unreachable, each process counts its own. */
export interface RateLimiterSettings {
  /** How long a request waits for Redis to count it. */
  readonly redisTimeoutMs: number;
  /** Pause after a Redis failure before the next attempt. */
  readonly redisCooldownMs: number;
}

export interface EdgeSettings {
  /** How long the gateway in front keeps an idle connection to us; null when clients connect directly. */
  readonly gatewayIdleMs: number | null;
  /** How long the gateway waits for the next byte of a response; null: as long as it keeps an idle connection. */
  readonly gatewayReadMs: number | null;
  /** The same for streams and sockets, where the gateway tells them apart; null: gatewayReadMs applies to all. */
  readonly gatewayStreamMs: number | null;
  /** Minimum distance between two times of which one must come first. */
  readonly marginMs: number;
  /** Number of proxies whose X-Forwarded-For entries are trusted, counted from the right. */
  readonly trustedProxies: number;
}

export interface HttpSettings {
  readonly port: number;
  /** Workers serve no API: their /healthz and /metrics are on this port. */
  readonly metricsPort: number;
  /** Keep-alive of idle connections when clients connect directly; derived.ts extends it behind a gateway. */
  readonly directKeepAliveMs: number;
  /** The longest a client may take to send its headers. */
  readonly headersMs: number;
  /** The longest a client may take to send a whole request, uploads included. */
  readonly requestMs: number;
  readonly connectionsCheckIntervalMs: number;
  readonly headerBytesMax: number;
  /** Connections that may wait to be accepted. The system may allow fewer: net.core.somaxconn on Linux. */
  readonly backlogMax: number;
  /** Requests in progress in one process, without streams and sockets; further ones get a 503. */
  readonly requestsMax: number;
  /** Size of the request bodies that one process handles at a time, small ones left out; a further one gets a 503. */
  readonly bodiesBytesMax: number;
  /** Bodies up to this size are always accepted. */
  readonly smallBodyBytesMax: number;
  /** Short requests get a 503 while the event loop lags more than this; null: the lag is not checked. */
  readonly eventLoopLagMsMax: number | null;
  /** How often the event loop lag is measured. */
  readonly eventLoopSampleMs: number;
  readonly retryAfterSeconds: number;
  /** Whether responses name the process that sent them, in `x-rostrum-process`. */
  readonly exposeProcessName: boolean;
}
