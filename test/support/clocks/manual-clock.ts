import type { Clock } from '../../../app/shared/clock.ts';

/** Time that passes when a test says so. */
export interface ManualClock extends Clock {
  /** Runs all that is due within `ms`, in order. */
  advance(ms: number): void;
}

export function createManualClock(): ManualClock {
  let now = 0;
  const scheduled = new Set<{ at: number; run: () => void }>();
  function after(ms: number, run: () => void): () => void {
    const entry = { at: now + ms, run };
    scheduled.add(entry);
    return () => scheduled.delete(entry);
  }
  return {
    monotonicMs: () => now,
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
      const end = now + ms;
      for (;;) {
        const [next] = [...scheduled].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        scheduled.delete(next);
        now = next.at;
        next.run();
      }
      now = end;
    },
  };
}
