/** Several processes on one port under a supervisor: see app/runtime/supervisor/supervisor.ts. */
export interface SupervisorSettings {
  /** Restarts of dead processes per window; when another one dies, the program exits. */
  readonly restartsMax: number;
  readonly restartWindowMs: number;
  /** Delay before the first restart in a window; it doubles up to the maximum. */
  readonly backoffMs: number;
  readonly backoffMsMax: number;
  /** A process that does not serve this long after its start is killed. */
  readonly startTimeoutMs: number;
  /** How often a process sends a heartbeat, and how long without one until it is killed. */
  readonly heartbeatMs: number;
  readonly heartbeatTimeoutMs: number;
  /** A process is replaced after this many requests; null: never. */
  readonly recycleAfterRequests: number | null;
  /** Random variation of that number, 0 to 1, so that processes are not all replaced at the same time. */
  readonly recycleJitter: number;
  /** Timeout for the metrics of one process, and for those of all processes together. */
  readonly metricsTimeoutMs: number;
  readonly collectTimeoutMs: number;
}
