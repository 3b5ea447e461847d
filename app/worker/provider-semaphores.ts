/** Places at the providers: how many calls this process makes to each of them at once. */
export interface ProviderSemaphores {
  /**
   * Waits in line for a place. Resolves to what gives it back, or to null when `signal` aborted first: then there is
   * none to give back.
   */
  acquire(provider: string, signal: AbortSignal): Promise<Release | null>;
}

type Release = () => void;

/** First come, first served, at each provider by itself. Providers that are not named have no limit. */
export function createProviderSemaphores(
  callsPerProviderMax: Readonly<Record<string, number>>,
): ProviderSemaphores {
  const semaphores = new Map(
    Object.entries(callsPerProviderMax).map(([name, max]) => [name, createSemaphore(max)]),
  );
  return {
    async acquire(provider, signal) {
      if (signal.aborted) return null;
      const acquire = semaphores.get(provider);
      return acquire ? acquire(signal) : () => {};
    },
  };
}

function createSemaphore(permits: number): (signal: AbortSignal) => Promise<Release | null> {
  let available = permits;
  /** In the order in which they came. */
  const waiters = new Set<Release>();

  function release(): void {
    const [next] = waiters;
    if (next) next();
    else available += 1;
  }

  return async (signal) => {
    if (available > 0) {
      available -= 1;
      return release;
    }
    return new Promise((resolve) => {
      const settle = (outcome: Release | null): void => {
        waiters.delete(grant);
        signal.removeEventListener('abort', cancel);
        resolve(outcome);
      };
      const grant = () => settle(release);
      const cancel = () => settle(null);
      waiters.add(grant);
      signal.addEventListener('abort', cancel, { once: true });
    });
  };
}
