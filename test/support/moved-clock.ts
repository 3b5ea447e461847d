import type { Clock } from '../../app/agents/clock.ts';

export interface MovedClock extends Clock {
  /** Lets time pass: what falls due runs in order, each with the promises that it settles. */
  readonly pass: (ms: number) => Promise<void>;
  /** How long the next waiting call still waits, in milliseconds, or null when none waits. */
  readonly nextIn: () => number | null;
}

/** A clock that stands still until it is moved. */
export function createMovedClock(start = 0): MovedClock {
  let now = start;
  let waiting: { readonly at: number; readonly run: () => void }[] = [];
  const earliest = () => waiting.toSorted((a, b) => a.at - b.at)[0];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    after(ms, run) {
      const entry = { at: now + ms, run };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    async pass(ms) {
      const until = now + ms;
      await settle();
      for (let next = earliest(); next && next.at <= until; next = earliest()) {
        const due = next;
        waiting = waiting.filter((other) => other !== due);
        now = due.at;
        due.run();
        await settle();
      }
      now = until;
    },
    nextIn: () => {
      const next = earliest();
      return next ? next.at - now : null;
    },
  };
}
