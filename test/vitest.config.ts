import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // Tests wait for processes and sockets more than they compute: three files at once use two cores best.
    maxWorkers: 3,
    // No test asserts a time, so that a busy machine fails none.
    testTimeout: 40_000,
    hookTimeout: 60_000,
  },
});
