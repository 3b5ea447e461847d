export interface LiveSettings {
  /** Interval of the SSE heartbeat and of WebSocket pings. */
  readonly heartbeatMs: number;
  /** How long a client may take to answer our close frame. It must answer a ping before the next one. */
  readonly closeTimeoutMs: number;
  /** Deltas of one debate are batched for this long in a quiet process: 20 frames a second. */
  readonly deltaBatchMs: number;
  /** The same in a busy process, where longer batches save CPU time (`npm run bench -- tokens`). */
  readonly deltaBatchBusyMs: number;
  /** How often the event log is read again, in case a hint was lost. */
  readonly pollMs: number;
  /** Delay before an SSE client reconnects. */
  readonly retryMs: number;
  readonly frameBytesMax: number;
  readonly subscriptionsPerSocketMax: number;
  /** Frames that a client may send per second on one socket. */
  readonly framesPerSecondMax: number;
  /** Above this many unsent bytes a viewer gets no deltas, and a snapshot when it has caught up. */
  readonly dropDeltasAtUnsentBytes: number;
  /** Above this many unsent bytes a viewer is closed, with its cursor. */
  readonly evictAtUnsentBytes: number;
  /** Viewers in one process, SSE and WebSocket together. */
  readonly viewersMax: number;
  /** Viewers in one process per key, tickets included, so that one caller cannot use up viewersMax; null: no limit. */
  readonly viewersPerKeyMax: number | null;
  /** Events read at a time while a viewer catches up. */
  readonly replayPageEvents: number;
}

/** The connections to Redis, when REDIS_URL is set. */
export interface BusSettings {
  readonly connectMs: number;
  /** A connection that has not answered a command for this long is replaced. */
  readonly commandTimeoutMs: number;
  /** How often an idle connection is pinged. */
  readonly pingIntervalMs: number;
  /** Delay before the first reconnection; it doubles up to the maximum. */
  readonly retryMs: number;
  readonly retryMsMax: number;
  /** Hints waiting to be sent to Redis; further ones are dropped, because the event log is polled anyway. */
  readonly pendingMax: number;
}
