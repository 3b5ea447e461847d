/** Who may use the server, how often, and what is written down about it. */
export interface AccessSettings {
  /** Whether a server that only its own machine can reach, with no admin key set, answers everyone. */
  readonly openOnLoopback: boolean;
  readonly pepperCharsMin: number;
  readonly signingSecretCharsMin: number;
  /** Keys of one tenant that are neither revoked nor expired. */
  readonly keysPerTenantMax: number;
  readonly keyLifetimeSecondsMax: number;
  /** When a key was last used is written down at most this often. */
  readonly keyLastUsedIntervalMs: number;
  /** A key that was rotated is still valid for this long beside its successor. */
  readonly rotationOverlapMs: number;
  /** From the issue of a ticket, a socket must have been opened with it within this. */
  readonly ticketLifetimeMs: number;
  /** How often the keys of open streams and sockets are looked at again, in case word of a revocation was lost. */
  readonly revalidateIntervalMs: number;
  /** Rows that are kept of administrative acts, and as many of all else. */
  readonly auditRowsMax: number;
  /** Entries that wait to be written; further ones stand in the log only. */
  readonly auditPendingMax: number;
  readonly auditFlushIntervalMs: number;
}

/** Requests that a caller may make in a window, over all processes. The next ones are answered 429; null: no limit. */
export interface RateSettings {
  readonly windowSeconds: number;
  /** From one client address; of IPv6, from one /64. */
  readonly addressRequestsMax: number | null;
  readonly keyRequestsMax: number | null;
}

/** The counting of requests in Redis. Without Redis, or while it is away, each process counts for itself. */
export interface RateLimiterSettings {
  /** How long a request waits for Redis to count it. */
  readonly redisTimeoutMs: number;
  /** Redis is not asked again for this long after it has failed. */
  readonly redisCooldownMs: number;
}
