import type { Clock } from '../../../app/shared/clock.ts';

/** A clock that stands still until a test advances it. */
export interface ManualClock extends Clock {
  /** Runs everything that is due within `ms`, in order, synchronously. */
  advance(ms: number): void;
  /** The same, and lets promises settle before and after each timer. */
  advanceAsync(ms: number): Promise<void>;
  /** Milliseconds until the next timer is due; null if none is scheduled. */
  nextInMs(): number | null;
}

export function createManualClock(startMs = 0): ManualClock {
  let nowMs = startMs;
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const nextTimer = () => [...timers].sort((a, b) => a.atMs - b.atMs)[0];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  function after(ms: number, run: () => void): () => void {
    const timer = { atMs: nowMs + ms, run };
    timers.add(timer);
    return () => timers.delete(timer);
  }

  /** Runs the first timer that is due by `endMs`; false if there is none. */
  function runNext(endMs: number): boolean {
    const timer = nextTimer();
    if (!timer || timer.atMs > endMs) return false;
    timers.delete(timer);
    nowMs = timer.atMs;
    timer.run();
    return true;
  }

  return {
    now: () => nowMs,
    monotonicMs: () => nowMs,
    after,
    every(ms, run) {
      let cancel = after(ms, runAndRepeat);
      function runAndRepeat(): void {
        cancel = after(ms, runAndRepeat);
        run();
      }
      return () => cancel();
    },
    defer: (run) => setImmediate(run),
    advance(ms) {
      const endMs = nowMs + ms;
      while (runNext(endMs));
      nowMs = endMs;
    },
    async advanceAsync(ms) {
      const endMs = nowMs + ms;
      do await settle();
      while (runNext(endMs));
      nowMs = endMs;
    },
    nextInMs() {
      const timer = nextTimer();
      return timer ? timer.atMs - nowMs : null;
    },
  };
}
