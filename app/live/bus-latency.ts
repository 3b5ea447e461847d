import type { Clock } from '../shared/clock.ts';
import type { Bus } from './bus.ts';

export interface BusLatencyOptions {
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>;
  /** Nobody else's. */
  readonly topic: string;
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly onLatency: (ms: number) => void;
  /** What was sent has not come back by the next time. */
  readonly onTimeout: () => void;
}

/**
 * Times the bus by listening to itself: both ends share one clock, and a message every few seconds costs nothing. The
 * result ends it.
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
