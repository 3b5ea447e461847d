import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { allPaths } from './sources.ts';

const byCost = ['test:unit', 'test:integration', 'test:e2e'] as const;

test('every test file is run by a script of its cost', () => {
  const folders = byCost.flatMap((name) => manifest.scripts[name].match(/test\/[\w/-]+/g) ?? []);
  const files = allPaths().filter((path) => path.endsWith('.test.ts'));
  const missing = files.filter((path) => !folders.some((folder) => path.startsWith(`${folder}/`)));
  expect(missing, `add its folder to one of ${byCost.join(', ')} in package.json`).toEqual([]);
});
