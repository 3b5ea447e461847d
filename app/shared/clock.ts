/** Time as the live rooms use it; tests pass their own. */
export interface Clock {
  /** Milliseconds from any fixed moment; never goes back. */
  monotonicMs(): number;
  /** Runs once, `ms` from now. The result cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Runs every `ms`. The result ends it. */
  every(ms: number, run: () => void): () => void;
  /** Runs when this turn of the event loop has handled what came in from the network. */
  defer(run: () => void): void;
}

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
  defer(run) {
    setImmediate(run);
  },
};
