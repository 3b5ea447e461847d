import type { Clock } from '../shared/clock.ts';
import type { Bus } from './bus.ts';

export interface BusLatencyOptions {
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>;
  /** A topic that only this probe uses. */
  readonly topic: string;
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly onLatency: (ms: number) => void;
  /** A probe has not come back before the next one is due. */
  readonly onTimeout: () => void;
}

/**
 * Measures the latency of the bus with a probe to itself every `intervalMs`: sender and receiver share one clock. Call
 * the result to stop it.
 */
export function measureBusLatency({
  bus,
  topic,
  clock,
  intervalMs,
  onLatency,
  onTimeout,
}: BusLatencyOptions): () => void {
  let probe: { readonly message: string; readonly atMs: number } | null = null;
  let probeCount = 0;
  const subscription = bus.subscribe(topic, (message) => {
    if (message !== probe?.message) return;
    onLatency(clock.monotonicMs() - probe.atMs);
    probe = null;
  });
  const stop = clock.every(intervalMs, () => {
    if (probe) onTimeout();
    probeCount += 1;
    probe = { message: `${probeCount}`, atMs: clock.monotonicMs() };
    bus.publish(topic, probe.message);
  });
  return () => {
    stop();
    void subscription.then((unsubscribe) => unsubscribe());
  };
}
