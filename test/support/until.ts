import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

export interface UntilOptions {
  /** The value to show in the error; the result of the condition by default. */
  readonly last?: () => unknown;
  /** Below the time limit of a test, so that the test fails with this error. */
  readonly timeoutMs?: number;
}

/** Often enough for a person, and rarely enough that a condition that reads a database costs little. */
const pauseMsMax = 20;

/**
 * Waits until the condition holds. Throws with `awaited`, such as 'the socket to close', and the last value after
 * `timeoutMs`.
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  awaited: string,
  { last, timeoutMs = 30_000 }: UntilOptions = {},
): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  for (let pauseMs = 1; !(await condition()); pauseMs = Math.min(2 * pauseMs, pauseMsMax)) {
    if (performance.now() > deadlineMs)
      throw new Error(
        `Waited ${timeoutMs} ms for ${awaited}; last value: ${inspect(await (last ?? condition)())}`,
      );
    await sleep(pauseMs);
  }
}
