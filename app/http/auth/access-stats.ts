/** Counters of this process, for its metrics. */
export interface AccessStats {
  /** Requests refused because of a missing or invalid key, a missing scope, or a foreign origin. */
  denied: number;
  /** Requests refused because the caller exceeded a rate limit. */
  rateLimited: number;
  /** Requests refused because the event loop was overloaded. */
  shed: number;
  /** Streams, sockets and long polls closed because their key was revoked or expired. */
  revoked: number;
}

export const createAccessStats = (): AccessStats => ({ denied: 0, rateLimited: 0, shed: 0, revoked: 0 });
