import type { EventLoopTimes } from './event-loop-lag.ts';

/** A sample has its full weight after this long, so that a single stall does not count as load. */
const windowMs = 1000;

/** Returns a function that reads how busy the event loop was in about the last second, 0 to 1. */
export function createEventLoopLoad(times: EventLoopTimes): () => number {
  let previous = times();
  let load = 0;
  return () => {
    const now = times();
    const active = now.active - previous.active;
    const elapsedMs = active + now.idle - previous.idle;
    previous = now;
    if (elapsedMs > 0) load += (active / elapsedMs - load) * Math.min(elapsedMs / windowMs, 1);
    return load;
  };
}
