import type { Bus } from './bus.ts';
import type { Timers } from './timers.ts';

export interface EchoParts {
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>;
  /** Nobody else's. */
  readonly topic: string;
  readonly timers: Timers;
  readonly everyMs: number;
  readonly onDelay: (ms: number) => void;
  /** What was sent has not come back by the next time. */
  readonly onLost: () => void;
}

/**
 * Times the bus by listening to itself: both ends share one clock, and a message every few seconds costs nothing. The
 * result ends it.
 */
export function timeBus({ bus, topic, timers, everyMs, onDelay, onLost }: EchoParts): () => void {
  let sent: { readonly message: string; readonly atMs: number } | null = null;
  let count = 0;
  const listening = bus.subscribe(topic, (message) => {
    if (message !== sent?.message) return;
    onDelay(timers.now() - sent.atMs);
    sent = null;
  });
  const stop = timers.every(everyMs, () => {
    if (sent) onLost();
    count += 1;
    sent = { message: `${count}`, atMs: timers.now() };
    bus.publish(topic, sent.message);
  });
  return () => {
    stop();
    void listening.then((leave) => leave());
  };
}
