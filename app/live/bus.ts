/**
 * Carries hints between the parts of the program, within a process or (redis.ts) across processes. Delivery is at most
 * once and nothing may rely on it: what counts is in the store, and every reader re-reads it.
 */
export interface Bus {
  /** Sends to every present subscriber of the topic, in the order published; never throws, never waits. */
  publish(topic: string, message: string): void;
  /**
   * Listens; resolves once messages published from now on will be delivered. The result ends it. While the bus is away
   * it stays unresolved, so await it only where nothing can go on without; it never rejects.
   */
  subscribe(topic: string, listener: Listener): Promise<() => void>;
  /** Whether messages pass at present. */
  isHealthy(): boolean;
  close(): Promise<void>;
}

export type Listener = (message: string) => void;

/** What both buses keep of their subscribers. */
export interface TopicListeners {
  /** Adds one; the result removes it again, and may be called twice. */
  add(topic: string, listener: Listener): () => void;
  has(topic: string): boolean;
  topics(): string[];
  /** Calls the listeners of a topic. One that throws is a bug: it is reported, and the others are still called. */
  deliver(topic: string, message: string): void;
  clear(): void;
}

export function createTopicListeners(onError: (error: unknown) => void): TopicListeners {
  // Each subscription is an object of its own, so that the same function can listen twice.
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
      for (const { listener } of topics.get(topic) ?? []) {
        try {
          listener(message);
        } catch (error) {
          onError(error);
        }
      }
    },
    clear: () => topics.clear(),
  };
}

/** A listener that throws is a bug, and must not pass unseen where nobody reports it. */
const rethrowAsync = (error: unknown) =>
  queueMicrotask(() => {
    throw error;
  });

/** The bus of a single process. */
export function createLocalBus(onError: (error: unknown) => void = rethrowAsync): Bus {
  const listeners = createTopicListeners(onError);
  const queue: { readonly topic: string; readonly message: string }[] = [];
  let isOpen = true;

  // Not from within publish: a listener that publishes would otherwise overtake the message that it was called with.
  function deliverQueued(): void {
    for (const { topic, message } of queue.splice(0)) listeners.deliver(topic, message);
  }

  return {
    publish(topic, message) {
      if (!isOpen || !listeners.has(topic)) return;
      if (queue.push({ topic, message }) === 1) queueMicrotask(deliverQueued);
    },
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
