import type { Contract } from '../contract/contract.ts';
import type { Timers } from '../live/timers.ts';
import type { Metrics } from './metrics.ts';

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
  let lagMs = 0;
  let overloaded = false;

  const close = sampleLag(loopSampleMs, timers, (lateMs) => {
    lagMs = Math.max(lateMs, lagMs / 2);
    if (lagMs > loopLagMsMax) overloaded = true;
    else if (lagMs <= loopLagMsMax / 2) overloaded = false;
  });

  return { lagMs: () => lagMs, overloaded: () => overloaded, close };
}

/** Calls back with every timer, and with how late it came. The result ends it. */
function sampleLag(everyMs: number, timers: Timers, onSample: (lateMs: number) => void): () => void {
  let dueAt = timers.now() + everyMs;
  return timers.every(everyMs, () => {
    const now = timers.now();
    const lateMs = now - dueAt;
    dueAt = now + everyMs;
    onSample(lateMs);
  });
}

/** Since the process began: for how many ms the event loop worked, and for how many it waited. */
export type LoopTimes = () => { readonly active: number; readonly idle: number };

/** Tells of the event loop in every process, whether it has a limit there or not. The result ends it. */
export function measureLoop(
  metrics: Metrics,
  { http, measures }: Contract,
  timers: Timers,
  times: LoopTimes,
): () => void {
  const seconds = metrics.histogram('rostrum_event_loop_lag_seconds');
  const stopLag = sampleLag(http.loopSampleMs, timers, (lateMs) => seconds({}, Math.max(lateMs, 0) / 1000));
  let before = times();
  let utilisation: number | null = null;
  const stopUtilisation = timers.every(measures.sampleMs, () => {
    const now = times();
    const [active, idle] = [now.active - before.active, now.idle - before.idle];
    before = now;
    utilisation = active / (active + idle);
  });
  metrics.gauge('rostrum_event_loop_utilisation_ratio', () => utilisation);
  return () => {
    stopLag();
    stopUtilisation();
  };
}
