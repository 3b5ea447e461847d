/**
 * Carries hints between the parts of the program, within a process or (redis.ts) across processes. Delivery is at most
 * once and nothing may rely on it: what counts is in the store, and every reader re-reads it.
 */
export interface Bus {
  /** Sends to every present subscriber of the topic, in the order published; never throws, never waits. */
  publish(topic: string, message: string): void;
  /** Listens; resolves once messages published from now on will be delivered. The result ends it. */
  subscribe(topic: string, listener: (message: string) => void): Promise<() => void>;
  /** Whether messages pass at present. */
  healthy(): boolean;
  close(): Promise<void>;
}
