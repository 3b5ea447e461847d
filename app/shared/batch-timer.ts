import type { Clock } from './clock.ts';

/** Runs callbacks together, so that a process has one timer for all its debates and their writes follow each other. */
export interface BatchTimer {
  /**
   * Runs the callback once, within the time of a batch. One that is added while the reads of a tick come in runs at the
   * end of that tick.
   */
  add(run: () => void): void;
  /** Takes the callback back. */
  cancel(run: () => void): void;
  /** Runs the callback in the next tick of this group, before the batch waits for the network input that it brings. */
  addRead(group: number, run: () => void): void;
}

/**
 * A batch is spread over as many ticks, with the groups in turn. All at once, the last one would wait for the work of
 * all others; in smaller groups the caches are less warm.
 */
const ticksPerBatch = 5;

/** Longer batches cost less, so a busy process has them. */
export interface BusyBatch {
  readonly ms: number;
  /** How busy the process is, 0 to 1. */
  readonly readLoad: () => number;
}

/** Loads between which a batch grows to that of a busy process. */
const [quietLoad, busyLoad] = [0.2, 0.5];

/** Each callback runs at most `ms` after it was added, and in a busy process at most `busy.ms`. */
export function createBatchTimer(
  clock: Pick<Clock, 'after' | 'defer'>,
  ms: number,
  busy?: BusyBatch,
): BatchTimer {
  /** The tick in which each callback runs. */
  const batch = new Map<() => void, number>();
  const reads = Array.from({ length: ticksPerBatch }, (): (() => void)[] => []);
  let tick = 0;
  let isWaiting = false;
  let isReading = false;

  function batchMs(): number {
    if (busy === undefined) return ms;
    const share = (busy.readLoad() - quietLoad) / (busyLoad - quietLoad);
    return ms + (busy.ms - ms) * Math.min(Math.max(share, 0), 1);
  }

  function start(): void {
    if (!isWaiting) clock.after(batchMs() / ticksPerBatch, runTick);
    isWaiting = true;
  }

  function runTick(): void {
    isWaiting = false;
    tick += 1;
    const due = reads[tick % ticksPerBatch]?.splice(0) ?? [];
    if (due.length > 0) {
      isReading = true;
      for (const run of due) run();
      clock.defer(runBatch);
    } else runBatch();
    if (batch.size > 0 || reads.some(({ length }) => length > 0)) start();
  }

  function runBatch(): void {
    isReading = false;
    for (const [run, atTick] of batch)
      if (atTick <= tick) {
        batch.delete(run);
        run();
      }
  }

  return {
    add(run) {
      const atTick = isReading ? tick : tick + ticksPerBatch;
      if ((batch.get(run) ?? Number.POSITIVE_INFINITY) > atTick) batch.set(run, atTick);
      start();
    },
    cancel: (run) => void batch.delete(run),
    addRead(group, run) {
      reads[group % ticksPerBatch]?.push(run);
      start();
    },
  };
}
