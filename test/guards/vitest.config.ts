import { defineConfig } from 'vitest/config';
import { baselineWasm } from '../support/baseline-wasm.ts';
import { type Guard, guardPath, guards, removeGuard } from './guards.ts';

/** Removes a guard from the loaded code; the file stays unchanged. */
const disableGuard = (guard: Guard) => ({
  name: `without the ${guard.name}`,
  enforce: 'pre' as const,
  transform: (code: string, id: string) => (id === guardPath(guard) ? removeGuard(guard, code) : null),
});

/** One project per guard, without that guard, on the embedded database. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: guards.map((guard) => ({
      plugins: [disableGuard(guard)],
      test: {
        name: guard.name,
        include: [guard.testFile],
        execArgv: baselineWasm,
        testTimeout: 40_000,
        hookTimeout: 60_000,
        provide: { postgresUrl: null, redisUrl: null },
      },
    })),
  },
});
