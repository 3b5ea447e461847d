import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // Tests wait for processes and sockets more than they compute: three at once use two cores best.
    maxWorkers: 3,
    // A busy machine is no failure: no test asserts a time.
    testTimeout: 40_000,
    // Whole fleets on a machine that nobody knows: once more there, and never where somebody looks.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 60_000,
  },
});
