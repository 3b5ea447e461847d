export interface SingleFlightOptions {
  /**
   * For a call that comes while `work` runs. `join`: it shares the result of that run. `rerun`: `work` runs once more
   * afterwards, so that a change made during the run is not missed; every caller gets the result of the last run.
   */
  readonly whileRunning: 'join' | 'rerun';
}

/** Wraps `work` so that its runs never overlap. Rejects with the error that `work` throws. */
export function singleFlight<T>(
  work: () => Promise<T>,
  { whileRunning }: SingleFlightOptions,
): () => Promise<T> {
  let running: Promise<T> | null = null;
  let isRerunRequested = false;

  async function run(): Promise<T> {
    try {
      for (;;) {
        isRerunRequested = false;
        const result = await work();
        if (!isRerunRequested) return result;
      }
    } finally {
      // In the same step as the last check: a request in between would be lost.
      running = null;
    }
  }

  return () => {
    if (running !== null && whileRunning === 'rerun') isRerunRequested = true;
    running ??= run();
    return running;
  };
}
