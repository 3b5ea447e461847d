import { defineConfig } from 'vitest/config';
import { type Guard, guardPath, guards, removeGuard } from './guards.ts';

/** Switches a guard off in what is loaded; the file on disk stays as it is. */
const disableGuard = (guard: Guard) => ({
  name: `without the ${guard.name}`,
  enforce: 'pre' as const,
  transform: (code: string, id: string) => (id === guardPath(guard) ? removeGuard(guard, code) : null),
});

/** The tests of the guards, each as a project that lacks its guard; the embedded database is enough. */
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
        testTimeout: 40_000,
        hookTimeout: 60_000,
        provide: { postgresUrl: null, redisUrl: null },
      },
    })),
  },
});
