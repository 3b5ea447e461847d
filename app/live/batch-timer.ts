import type { Clock } from '../shared/clock.ts';

/** Runs callbacks together, so that a process has one timer for all its debates and their writes follow each other. */
export interface BatchTimer {
  /** Runs the callback once, with all others that are added until then. Call the result to cancel it. */
  add(run: () => void): () => void;
}

/** Each batch runs `ms` after its first callback was added. */
export function createBatchTimer(clock: Pick<Clock, 'after'>, ms: number): BatchTimer {
  let batch = new Set<() => void>();
  let isWaiting = false;

  function runBatch(): void {
    const due = batch;
    batch = new Set();
    isWaiting = false;
    for (const run of due) run();
  }

  return {
    add(run) {
      batch.add(run);
      if (!isWaiting) clock.after(ms, runBatch);
      isWaiting = true;
      const added = batch;
      return () => void added.delete(run);
    },
  };
}
