import { describe, expect, test } from 'vitest';
import {
  findCycles,
  findDeadFiles,
  forbiddenImport,
  type Import,
  importsOf,
  packageFolders,
} from './imports.ts';
import { sources } from './sources.ts';

/** Files that are started, bundled or loaded by name, so no file imports them. */
const entries = [
  'app/main.ts',
  'app/rostrum.mjs',
  'app/build/check-node.mjs',
  'app/build/bundle.ts',
  'app/build/compile-cache.mjs',
  'app/files/thread-main.ts',
  'app/page/main.tsx',
  'infra/cli.ts',
  'infra/capacity/page-main.ts',
  'infra/main.ts',
  'infra/package/build.ts',
  'infra/package/client.ts',
  'infra/package/main.ts',
  'infra/package/rule-pages-main.ts',
  'infra/render/compose/up.ts',
  'infra/synth/main.ts',
  'test/infra/moto/app.ts',
  // Runs in a function of AWS.
  'infra/lambda/handler.ts',
  'test/bench/load/fanout-load.ts',
  'test/bench/load/http-peer.ts',
  'test/bench/load/http-load.ts',
  'test/bench/load/socket-peer.ts',
  'test/bench/load/token-load.ts',
  'test/bench/main.ts',
  'test/bench/tokens-in.ts',
  'test/chaos/main.ts',
  'test/infra/lint/comparison/main.ts',
  'test/infra/planted/main.ts',
  'test/infra/lint/fuzz/main.ts',
  'test/chaos/faults/preload.ts',
  'test/infra/checks/options/sweep.ts',
  'test/proof/main.ts',
  'test/proof/platform/lambda/runtime.ts',
  'test/proof/platform/lambda/migration-runner.ts',
  'test/proof/skip-contract-check.ts',
  'test/guards/main.ts',
  'test/guards/vitest.config.ts',
  'test/store/freeze-migrations.ts',
  'test/vitest.config.ts',
  'test/support/global-setup.ts',
  'test/support/stores/cluster-template.ts',
];

const all = sources();
const imports = all.flatMap(importsOf);

describe('the code', () => {
  test('imports only what its folder may import, and packages only in their folders', () => {
    expect(imports.flatMap(forbiddenImport)).toEqual([]);
  });

  test('has no circle of imports, types included', () => {
    expect(findCycles(imports)).toEqual([]);
  });

  test('has no unused file, and contains every entry point', () => {
    const paths = all.map(({ path }) => path);
    const programImports = imports.filter(({ from }) => isProgram(from));
    // Program files that only tests import are unused, too.
    expect(findDeadFiles(paths.filter(isProgram), programImports, entries)).toEqual([]);
    expect(findDeadFiles(paths, imports, entries)).toEqual([]);
    expect(entries.filter((entry) => !paths.includes(entry))).toEqual([]);
  });

  test('uses every package that has a folder', () => {
    const used = new Set(imports.filter(({ isLocal }) => !isLocal).map(({ to }) => to));
    expect(Object.keys(packageFolders).filter((name) => !used.has(name))).toEqual([]);
  });
});

const isProgram = (path: string): boolean => path.startsWith('app/') || path.startsWith('infra/');

describe('the import checks', () => {
  const from = (path: string, text: string): Import[] => importsOf({ path, text });

  test('find every kind of import', () => {
    const text = [
      "import { a,\n  b } from './one.ts';",
      "import type { C } from '../debate/two.ts';",
      "export * from './three.ts';",
      "import '@scope/name/deep';",
      "const four = await import('./four.ts');",
      "import { readFile } from 'node:fs/promises';",
      "// import { no } from './five.ts'; and says 'import x' from nowhere",
    ].join('\n');
    expect(from('app/live/a.ts', text).map(({ to, line, typeOnly }) => [to, line, typeOnly])).toEqual([
      ['app/live/one.ts', 1, false],
      ['app/debate/two.ts', 3, true],
      ['app/live/three.ts', 4, false],
      ['@scope/name', 5, false],
      ['app/live/four.ts', 6, false],
      ['node:fs/promises', 7, false],
    ]);
  });

  test.each([
    [
      'a pure folder that imports',
      'app/debate/a.ts',
      "import { x } from '../contract/x.ts';",
      'must not import app/contract/x.ts',
    ],
    [
      'the wrong direction',
      'app/store/a.ts',
      "import { x } from '../http/x.ts';",
      'must not import app/http/x.ts',
    ],
    [
      'an implementation instead of the interface',
      'app/worker/a.ts',
      "import { x } from '../store/create-store.ts';",
      'must not import app/store/create-store.ts',
    ],
    [
      'the program in infra',
      'infra/a.ts',
      "import { x } from '../app/config/config.ts';",
      'must not import app/config/config.ts',
    ],
    [
      'a package outside its folder',
      'app/worker/a.ts',
      "import pg from 'pg';",
      'only app/store/ may import pg',
    ],
    [
      'a package without a folder',
      'app/worker/a.ts',
      "import _ from 'lodash/fp';",
      'the package lodash has no folder',
    ],
    [
      'Node in a pure folder',
      'app/debate/a.ts',
      "import { hash } from 'node:crypto';",
      'node:crypto in a folder that',
    ],
    ['a file in no folder', 'lib/a.ts', "import { x } from './b.ts';", 'lib/a.ts is in no known folder'],
  ])('report %s', (_, path, text, message) => {
    expect(from(path, text).flatMap(forbiddenImport)).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    [
      'app/store/a.ts',
      "import type { StoredEvent } from '../debate/core/events.ts';\nimport pg from 'pg';\nimport 'node:fs';",
    ],
    ['app/main.ts', "import { createStore } from './store/create-store.ts';"],
    ['test/a.test.ts', "import pg from 'pg';\nimport { x } from '../app/store/create-store.ts';"],
  ])('report nothing in %s', (path, text) => {
    expect(from(path, text).flatMap(forbiddenImport)).toEqual([]);
  });

  test('report circles, also of types alone', () => {
    const a = from('app/a.ts', "import { b } from './b.ts';");
    const b = from('app/b.ts', "import type { C } from './c.ts';");
    const circle = ['app/a.ts → app/b.ts → app/c.ts → app/a.ts'];
    expect(findCycles([...a, ...b, ...from('app/c.ts', "import { a } from './a.ts';")])).toEqual(circle);
    expect(findCycles([...a, ...b, ...from('app/c.ts', "import type { A } from './a.ts';")])).toEqual(circle);
    expect(findCycles([...a, ...b])).toEqual([]);
  });

  test('report unused files, also those that only import one another', () => {
    const known = from('app/main.ts', "import { a } from './a.ts';");
    const lost = [...from('app/b.ts', "import './c.ts';"), ...from('app/c.ts', "import './b.ts';")];
    const paths = ['app/main.ts', 'app/a.ts', 'app/b.ts', 'app/c.ts', 'test/a.test.ts'];
    expect(findDeadFiles(paths, [...known, ...lost], ['app/main.ts'])).toEqual(['app/b.ts', 'app/c.ts']);
  });
});
