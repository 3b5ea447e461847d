/** Time as the live rooms use it; tests pass their own. */
export interface Timers {
  /** Milliseconds from any fixed moment; never goes back. */
  now(): number;
  /** Runs once, `ms` from now. The result cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Runs every `ms`. The result ends it. */
  every(ms: number, run: () => void): () => void;
  /** Runs when this turn of the event loop has handled what came in from the network. */
  soon(run: () => void): void;
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
  soon(run) {
    setImmediate(run);
  },
};
