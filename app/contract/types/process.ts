/** The steps of a drain after SIGTERM, in this order. */
export interface ProcessSettings {
  /** The listener stays open this long, until the load balancer has stopped sending requests. */
  readonly drainDelayMs: number;
  /** Then requests and turns in flight may take this long to finish. */
  readonly drainInflightMs: number;
  /** The server asks its viewers to reconnect elsewhere, spread over this long. */
  readonly viewerCloseMs: number;
  /** Everything else (pools, logs) closes within this. */
  readonly flushMs: number;
  /** The platform kills the process this long after SIGTERM. */
  readonly stopMs: number;
  /** Signals this soon after the first count as one: npm forwards what a terminal has already sent to all processes. */
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
  /** Timeout of one named readiness check. */
  readonly checkTimeoutMs: number;
}

export interface DatabaseSettings {
  /** Connections of one process. During startup the migration uses one of them before any other is opened. */
  readonly poolMax: number;
  readonly connectMs: number;
  readonly acquireMs: number;
  readonly statementMs: number;
  readonly lockMs: number;
}

export interface MeasurementSettings {
  /** How often the backlog is counted, the bus is probed, and event loop utilisation is sampled. */
  readonly sampleIntervalMs: number;
  /** A worker without a heartbeat for this long is no longer counted. */
  readonly workerHeartbeatTimeoutMs: number;
  /** How often a metrics line is written with ROSTRUM_EMF: three a minute, so that averages weigh tasks equally. */
  readonly emfIntervalMs: number;
}
