import type { Timers } from '../../app/live/timers.ts';

/** Time that passes when a test says so. */
export interface ManualTimers extends Timers {
  /** Runs all that is due within `ms`, in order. */
  advance(ms: number): void;
}

export function createManualTimers(): ManualTimers {
  let now = 0;
  const due = new Set<{ at: number; run: () => void }>();
  function after(ms: number, run: () => void): () => void {
    const entry = { at: now + ms, run };
    due.add(entry);
    return () => due.delete(entry);
  }
  return {
    now: () => now,
    after,
    every(ms, run) {
      let cancel = after(ms, again);
      function again(): void {
        cancel = after(ms, again);
        run();
      }
      return () => cancel();
    },
    soon: (run) => setImmediate(run),
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = [...due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        due.delete(next);
        now = next.at;
        next.run();
      }
      now = end;
    },
  };
}
