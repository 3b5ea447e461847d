import type { Contract } from '../contract/types/contract.ts';
import type { Clock } from '../shared/clock.ts';
import type { Metrics } from './metrics.ts';

/** The lag of the event loop, and whether it is too high for this process to accept more requests. */
export interface EventLoopLag {
  /** Lag in ms: the last sample, or a decayed earlier one if that is higher. */
  lagMs(): number;
  /** True from a lag above `eventLoopLagMsMax` until the lag has fallen to half of it. */
  isOverloaded(): boolean;
  close(): void;
}

/**
 * Measures the lag of the event loop by how late a timer fires. Every sample halves the weight of an earlier stall, so
 * that the requests that queued up during the stall are not admitted all at once.
 */
export function watchEventLoop({ http }: Contract, clock: Clock): EventLoopLag {
  const { eventLoopLagMsMax, eventLoopSampleMs } = http;
  if (eventLoopLagMsMax === null) return { lagMs: () => 0, isOverloaded: () => false, close() {} };
  let lagMs = 0;
  let overloaded = false;

  const close = sampleLag(eventLoopSampleMs, clock, (lateMs) => {
    lagMs = Math.max(lateMs, lagMs / 2);
    if (lagMs > eventLoopLagMsMax) overloaded = true;
    else if (lagMs <= eventLoopLagMsMax / 2) overloaded = false;
  });

  return { lagMs: () => lagMs, isOverloaded: () => overloaded, close };
}

/** Calls `onSample` every `everyMs` with the delay of the timer. Call the result to stop it. */
function sampleLag(everyMs: number, clock: Clock, onSample: (lateMs: number) => void): () => void {
  let dueAt = clock.monotonicMs() + everyMs;
  return clock.every(everyMs, () => {
    const now = clock.monotonicMs();
    const lateMs = now - dueAt;
    dueAt = now + everyMs;
    onSample(lateMs);
  });
}

/** Milliseconds that the event loop was active and idle since the start of the process. */
export type EventLoopTimes = () => { readonly active: number; readonly idle: number };

/** Reports lag and utilisation of the event loop, also where no lag limit is set. Call the result to stop it. */
export function reportEventLoop(
  metrics: Metrics,
  { http, measures }: Contract,
  clock: Clock,
  times: EventLoopTimes,
): () => void {
  const seconds = metrics.histogram('rostrum_event_loop_lag_seconds');
  const stopLag = sampleLag(http.eventLoopSampleMs, clock, (lateMs) =>
    seconds({}, Math.max(lateMs, 0) / 1000),
  );
  let previous = times();
  let utilisation: number | null = null;
  const stopUtilisation = clock.every(measures.sampleIntervalMs, () => {
    const now = times();
    const [active, idle] = [now.active - previous.active, now.idle - previous.idle];
    previous = now;
    utilisation = active / (active + idle);
  });
  metrics.gauge('rostrum_event_loop_utilisation_ratio', () => utilisation);
  return () => {
    stopLag();
    stopUtilisation();
  };
}
