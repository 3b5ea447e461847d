import { defineConfig, type TestUserConfig } from 'vitest/config';
import { baselineWasm } from './support/baseline-wasm.ts';

/** Tests that start processes or change their own process: each file gets a new worker. They run first, being long. */
const separate = [
  'test/build/**/*.test.ts',
  'test/chaos/**/*.test.ts',
  'test/guards/**/*.test.ts',
  'test/infra/**/*.test.ts',
  'test/page/*.test.ts',
  'test/proof/**/*.test.ts',
  'test/runtime/**/*.test.ts',
];

const shared: TestUserConfig = {
  root: new URL('..', import.meta.url).pathname,
  pool: 'forks',
  execArgv: baselineWasm,
  // No test asserts a time, so that a busy machine fails none.
  testTimeout: 40_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    // Tests wait for processes and sockets more than they compute: three files at once use two cores best.
    maxWorkers: 3,
    projects: [
      { test: { ...shared, name: 'separate', include: separate } },
      {
        test: {
          ...shared,
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: separate,
          // The modules of the program are loaded once a worker instead of once a file.
          isolate: false,
        },
      },
    ],
  },
});
