/** Several processes on one port, and who watches over them: see app/runtime/supervisor/supervisor.ts. */
export interface SupervisorSettings {
  /** So many processes that died are started again in a window; when one more dies, the program ends. */
  readonly restartsMax: number;
  readonly restartWindowMs: number;
  /** Wait before the first restart in a window; it doubles up to the longest. */
  readonly backoffMs: number;
  readonly backoffMsMax: number;
  /** A process that does not serve this long after it was started counts as dead. */
  readonly startTimeoutMs: number;
  /** How often a process says that its event loop turns, and the silence after which it counts as dead. */
  readonly heartbeatMs: number;
  readonly heartbeatTimeoutMs: number;
  /** After this many requests a process is replaced by a fresh one; null: never. */
  readonly recycleAfterRequests: number | null;
  /** By which share of them, 0 to 1, processes differ, so that they are not all replaced at the same time. */
  readonly recycleJitter: number;
  /** How long one process's metrics are waited for, and how long it waits for those of all. */
  readonly metricsTimeoutMs: number;
  readonly collectTimeoutMs: number;
}
