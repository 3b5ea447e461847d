import { createHash } from 'node:crypto';

/** Whose calls have the same keys when they are the same. */
export interface KeyOwner {
  readonly caller: string;
  readonly nowMs: () => number;
}

/** For a client that repeats a call whose answer was lost. A call at the end of a window is not protected. */
const windowMs = 10 * 60 * 1000;

/** The same idempotency key for the same call of a caller within a window, whichever process receives it. */
export function repeatableKey({ caller, nowMs }: KeyOwner, call: readonly unknown[]): string {
  const text = JSON.stringify([caller, Math.floor(nowMs() / windowMs), ...call]);
  return `mcp-${createHash('sha256').update(text).digest('hex')}`;
}
