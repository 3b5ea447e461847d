/** Decides whether this process receives traffic. */
export interface Readiness {
  /** By name. A check that rejects or times out makes the process not ready. */
  readonly checks: Readonly<Record<string, (signal: AbortSignal) => Promise<void>>>;
  /** By name: whether the service is available. Without it the process is degraded, but stays ready. */
  readonly optionalServices: Readonly<Record<string, () => boolean>>;
  /** What an operator should change, as the start has found; only for requests from inside the network. */
  readonly notices?: readonly string[];
  /** False until startup has finished, and again once the process drains. */
  isReady(): boolean;
}
