import type { Clock } from '../../../app/agents/clock.ts';

export interface ManualAgentClock extends Clock {
  /** Lets time pass: what falls due runs in order, each with the promises that it settles. */
  readonly advance: (ms: number) => Promise<void>;
  /** How long the next waiting call still waits, in milliseconds, or null when none waits. */
  readonly nextInMs: () => number | null;
}

/** A clock that stands still until it is moved. */
export function createManualAgentClock(start = 0): ManualAgentClock {
  let now = start;
  let scheduled: { readonly at: number; readonly run: () => void }[] = [];
  const earliest = () => scheduled.toSorted((a, b) => a.at - b.at)[0];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    after(ms, run) {
      const entry = { at: now + ms, run };
      scheduled.push(entry);
      return () => {
        scheduled = scheduled.filter((other) => other !== entry);
      };
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let next = earliest(); next && next.at <= until; next = earliest()) {
        const due = next;
        scheduled = scheduled.filter((other) => other !== due);
        now = due.at;
        due.run();
        await settle();
      }
      now = until;
    },
    nextInMs: () => {
      const next = earliest();
      return next ? next.at - now : null;
    },
  };
}
