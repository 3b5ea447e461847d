import type { Contract } from '../contract/contract.ts';
import type { Timers } from '../live/timers.ts';

/** Whether this process is too late with everything to take more. */
export interface LoopLag {
  /** How late the event loop is, in ms: the last measurement, or what is left of a worse one before. */
  lagMs(): number;
  /** From a lag above the contract's, until it has fallen to half of that. */
  overloaded(): boolean;
  close(): void;
}

/**
 * Measures the event loop by how late a timer comes. A stall weighs half as much with every sample after it, so that
 * what has queued up meanwhile is not let in at once.
 */
export function watchLoop({ http }: Contract, timers: Timers): LoopLag {
  const { loopLagMsMax, loopSampleMs } = http;
  if (loopLagMsMax === null) return { lagMs: () => 0, overloaded: () => false, close() {} };
  let dueAt = timers.now() + loopSampleMs;
  let lagMs = 0;
  let overloaded = false;

  const close = timers.every(loopSampleMs, () => {
    const now = timers.now();
    lagMs = Math.max(now - dueAt, lagMs / 2);
    dueAt = now + loopSampleMs;
    if (lagMs > loopLagMsMax) overloaded = true;
    else if (lagMs <= loopLagMsMax / 2) overloaded = false;
  });

  return { lagMs: () => lagMs, overloaded: () => overloaded, close };
}
