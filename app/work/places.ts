/** Places at the providers: how many calls this process makes to each of them at once. */
export interface Places {
  /**
   * Waits in line for a place. Resolves to what gives it back, or to null when `signal` aborted first: then there is
   * none to give back.
   */
  enter(provider: string, signal: AbortSignal): Promise<Leave | null>;
}

type Leave = () => void;

/** First come, first served, at each provider by itself. Providers that are not named have no limit. */
export function createPlaces(callsPerProviderMax: Readonly<Record<string, number>>): Places {
  const lines = new Map(Object.entries(callsPerProviderMax).map(([name, max]) => [name, createLine(max)]));
  return {
    async enter(provider, signal) {
      if (signal.aborted) return null;
      const line = lines.get(provider);
      return line ? line(signal) : () => {};
    },
  };
}

function createLine(places: number): (signal: AbortSignal) => Promise<Leave | null> {
  let free = places;
  /** In the order in which they came. */
  const waiting = new Set<Leave>();

  function leave(): void {
    const [first] = waiting;
    if (first) first();
    else free += 1;
  }

  return async (signal) => {
    if (free > 0) {
      free -= 1;
      return leave;
    }
    return new Promise((resolve) => {
      const settle = (outcome: Leave | null): void => {
        waiting.delete(enter);
        signal.removeEventListener('abort', quit);
        resolve(outcome);
      };
      const enter = () => settle(leave);
      const quit = () => settle(null);
      waiting.add(enter);
      signal.addEventListener('abort', quit, { once: true });
    });
  };
}
