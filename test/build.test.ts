import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeBundle } from '../app/build.ts';
import { killPrograms, type Program, startProgram } from './support/program.ts';
import { cacheDir, type Temporary, temporaryDirectory } from './support/temporary.ts';

// Below node_modules, where the bundle finds the packages that are not in it.
const outfile = join(cacheDir, 'test-bundle', 'rostrum.mjs');
let dataDir: Temporary;
let program: Program;

beforeAll(async () => {
  await makeBundle(outfile);
  dataDir = temporaryDirectory('bundle');
  program = await startProgram({ ROSTRUM_DATA_DIR: dataDir.path }, outfile);
});

afterAll(async () => {
  await program?.end();
  killPrograms();
  dataDir?.remove();
});

test('the bundle is the program, with the page in it', async () => {
  const index = await (await fetch(program.url)).text();
  const [, main] = /src="(\/assets\/main-\w+\.js)"/.exec(index) ?? [];
  const script = await fetch(`${program.url}${main}`);
  expect(script.headers.get('cache-control')).toContain('immutable');
  expect(await script.text()).not.toContain('sourceMappingURL');
  const health = await (await fetch(`${program.url}/health`)).json();
  expect(health).toMatchObject({ status: 'ok' });
});

test('the bundle carries no package that builds, and first of all looks at the Node that runs it', async () => {
  const text = await readFile(outfile, 'utf8');
  expect(text).toMatch(/^\(\(\)=>\{[^\n]*process\.versions\.node/);
  expect(text).not.toContain('entryNames');
  expect((await stat(`${outfile}.map`)).size).toBeGreaterThan(0);
});
