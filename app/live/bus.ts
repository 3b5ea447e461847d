/**
 * Carries hints between components, within a process or (redis.ts) across processes. Delivery is at most once, and
 * nothing may rely on it: the store is authoritative, and every reader re-reads it.
 */
export interface Bus {
  /** Sends to all current subscribers of the topic, in the order published; never throws, never waits. */
  publish(topic: string, message: string): void;
  /**
   * Resolves once messages published from then on will be delivered; call the result to unsubscribe. While the bus is
   * unavailable the promise stays pending, so await it only if nothing can proceed without it. Never rejects.
   */
  subscribe(topic: string, listener: Listener): Promise<() => void>;
  /** True while messages are delivered. */
  isHealthy(): boolean;
  close(): Promise<void>;
}

export type Listener = (message: string) => void;

/** The subscribers of a bus, by topic; used by both buses. */
export interface TopicListeners {
  /** Adds a listener; call the result, once or more, to remove it. */
  add(topic: string, listener: Listener): () => void;
  has(topic: string): boolean;
  topics(): string[];
  /**
   * Calls the listeners of a topic, but not before it returns: what a listener publishes must not overtake the message
   * that it handles. If a listener throws, the error is reported and the others are still called.
   */
  deliver(topic: string, message: string): void;
  clear(): void;
}

export function createTopicListeners(onError: (error: unknown) => void): TopicListeners {
  // Each subscription is a separate object, so that the same function can listen twice.
  const topics = new Map<string, Set<{ readonly listener: Listener }>>();
  return {
    add(topic, listener) {
      const entry = { listener };
      const entries = topics.get(topic) ?? new Set();
      topics.set(topic, entries.add(entry));
      return () => {
        entries.delete(entry);
        if (entries.size === 0 && topics.get(topic) === entries) topics.delete(topic);
      };
    },
    has: (topic) => topics.has(topic),
    topics: () => [...topics.keys()],
    deliver(topic, message) {
      if (!topics.has(topic)) return;
      queueMicrotask(() => {
        for (const { listener } of topics.get(topic) ?? []) {
          try {
            listener(message);
          } catch (error) {
            onError(error);
          }
        }
      });
    },
    clear: () => topics.clear(),
  };
}

/** Without an error handler, a listener that throws must still be noticed: as an uncaught exception. */
const rethrowAsync = (error: unknown) =>
  queueMicrotask(() => {
    throw error;
  });

/** The bus of a single process. */
export function createLocalBus(onError: (error: unknown) => void = rethrowAsync): Bus {
  const listeners = createTopicListeners(onError);
  let isOpen = true;

  return {
    publish: listeners.deliver,
    async subscribe(topic, listener) {
      return isOpen ? listeners.add(topic, listener) : () => {};
    },
    isHealthy: () => isOpen,
    async close() {
      isOpen = false;
      listeners.clear();
    },
  };
}
