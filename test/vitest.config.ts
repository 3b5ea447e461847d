import { defineConfig, type TestUserConfig } from 'vitest/config';
import { baselineWasm } from './support/baseline-wasm.ts';
import { SlowFilesFirst } from './support/slow-files-first.ts';

/** Files with a worker of their own, because they replace modules or load other test files again. */
const separate = [
  'test/agents/providers/configured.test.ts',
  'test/http/server/*-suite.test.ts',
  'test/infra/checks/options/*.test.ts',
];

const shared: TestUserConfig = {
  root: new URL('..', import.meta.url).pathname,
  pool: 'forks',
  // Two processors gain nothing from threads that collect garbage.
  execArgv: [...baselineWasm, '--single-threaded-gc'],
  // No test asserts a time, so that a busy machine fails none.
  testTimeout: 40_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    // Tests wait for processes and sockets more than they compute: three files at once use two cores best.
    maxWorkers: 3,
    sequence: { sequencer: SlowFilesFirst },
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
          // Node reads TypeScript itself: a tenth less CPU time than through Vite.
          experimental: { viteModuleRunner: false, nodeLoader: false },
        },
      },
    ],
  },
});
