/** Limits the calls that this process makes to each provider at once. */
export interface ProviderSemaphores {
  /** Acquires a permit. Resolves to its release function, or to null if `signal` aborts first. */
  acquire(provider: string, signal: AbortSignal): Promise<Release | null>;
}

type Release = () => void;

/** One first-in, first-out semaphore per provider; providers that are not listed have no limit. */
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
  /** In order of arrival. */
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
