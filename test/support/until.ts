import { setTimeout as pause } from 'node:timers/promises';

/** Resolves once the condition holds; the test's own time limit is what it fails by. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(1);
}
