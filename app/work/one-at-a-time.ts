/**
 * The result runs `work`; called while it runs, it makes it run once more, so that runs never overlap and nothing that
 * a call tells of is missed. Resolves when there is no more to do, and rejects with what `work` throws.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let again = false;

  async function workOff(): Promise<void> {
    try {
      while (again) {
        again = false;
        await work();
      }
    } finally {
      // In the same step as the last look: a call in between would be lost.
      running = null;
    }
  }

  return () => {
    again = true;
    running ??= workOff();
    return running;
  };
}
