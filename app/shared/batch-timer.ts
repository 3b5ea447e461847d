import type { Clock } from './clock.ts';

/** Runs callbacks together, so that a process has one timer for all its debates and their writes follow each other. */
export interface BatchTimer {
  /** Runs the callback once, with all others that are added until then. Call the result to cancel it. */
  add(run: () => void): () => void;
  /** Runs the callback just before the batch, which then waits for the network input of this turn of the event loop. */
  addRead(run: () => void): void;
}

/** Each batch runs `ms` after its first callback was added. */
export function createBatchTimer(clock: Pick<Clock, 'after' | 'defer'>, ms: number): BatchTimer {
  let batch = new Set<() => void>();
  let reads: (() => void)[] = [];
  let isWaiting = false;

  function start(): void {
    if (!isWaiting) clock.after(ms, runReads);
    isWaiting = true;
  }

  function runReads(): void {
    isWaiting = false;
    const due = reads;
    reads = [];
    for (const run of due) run();
    if (due.length === 0) runBatch();
    else clock.defer(runBatch);
  }

  function runBatch(): void {
    const due = batch;
    batch = new Set();
    for (const run of due) run();
  }

  return {
    add(run) {
      batch.add(run);
      start();
      const added = batch;
      return () => void added.delete(run);
    },
    addRead(run) {
      reads.push(run);
      start();
    },
  };
}
