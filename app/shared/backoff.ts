export interface BackoffOptions {
  /** Delay after the first failure, in milliseconds; doubles with every further failure. */
  readonly initialMs: number;
  /** The longest delay, in milliseconds; no limit by default. */
  readonly maxMs?: number;
  /** 0 to 1. When given, half of each delay is random, so that clients that fail together do not retry together. */
  readonly random?: () => number;
}

/** Milliseconds to wait before the next try, after `failures` failures in a row (1 or more). */
export function backoffMs({ initialMs, maxMs = Infinity, random }: BackoffOptions, failures: number): number {
  const delayMs = Math.min(initialMs * 2 ** (failures - 1), maxMs);
  return random ? delayMs * (0.5 + random() / 2) : delayMs;
}
