/**
 * The result runs `work`; called while it runs, it makes it run once more, so that runs never overlap and nothing that
 * a call tells of is missed. Resolves when there is no more to do, and rejects with what `work` throws.
 */
export function singleFlight(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let requested = false;

  async function runRequested(): Promise<void> {
    try {
      while (requested) {
        requested = false;
        await work();
      }
    } finally {
      // In the same step as the last look: a call in between would be lost.
      running = null;
    }
  }

  return () => {
    requested = true;
    running ??= runRequested();
    return running;
  };
}
