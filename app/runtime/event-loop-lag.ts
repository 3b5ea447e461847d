import type { Contract } from '../contract/types/contract.ts';
import type { Clock } from '../shared/clock.ts';
import type { Metrics } from './metrics.ts';

/** Whether this process is too late with everything to take more. */
export interface EventLoopLag {
  /** How late the event loop is, in ms: the last measurement, or what is left of a worse one before. */
  lagMs(): number;
  /** From a lag above the contract's, until it has fallen to half of that. */
  isOverloaded(): boolean;
  close(): void;
}

/**
 * Measures the event loop by how late a timer comes. A stall weighs half as much with every sample after it, so that
 * what has queued up meanwhile is not let in at once.
 */
export function watchEventLoop({ http }: Contract, timers: Clock): EventLoopLag {
  const { eventLoopLagMsMax, eventLoopSampleMs } = http;
  if (eventLoopLagMsMax === null) return { lagMs: () => 0, isOverloaded: () => false, close() {} };
  let lagMs = 0;
  let overloaded = false;

  const close = sampleLag(eventLoopSampleMs, timers, (lateMs) => {
    lagMs = Math.max(lateMs, lagMs / 2);
    if (lagMs > eventLoopLagMsMax) overloaded = true;
    else if (lagMs <= eventLoopLagMsMax / 2) overloaded = false;
  });

  return { lagMs: () => lagMs, isOverloaded: () => overloaded, close };
}

/** Calls back with every timer, and with how late it came. The result ends it. */
function sampleLag(everyMs: number, timers: Clock, onSample: (lateMs: number) => void): () => void {
  let dueAt = timers.monotonicMs() + everyMs;
  return timers.every(everyMs, () => {
    const now = timers.monotonicMs();
    const lateMs = now - dueAt;
    dueAt = now + everyMs;
    onSample(lateMs);
  });
}

/** Since the process began: for how many ms the event loop worked, and for how many it waited. */
export type EventLoopTimes = () => { readonly active: number; readonly idle: number };

/** Tells of the event loop in every process, whether it has a limit there or not. The result ends it. */
export function reportEventLoop(
  metrics: Metrics,
  { http, measures }: Contract,
  timers: Clock,
  times: EventLoopTimes,
): () => void {
  const seconds = metrics.histogram('rostrum_event_loop_lag_seconds');
  const stopLag = sampleLag(http.eventLoopSampleMs, timers, (lateMs) =>
    seconds({}, Math.max(lateMs, 0) / 1000),
  );
  let before = times();
  let utilisation: number | null = null;
  const stopUtilisation = timers.every(measures.sampleIntervalMs, () => {
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
