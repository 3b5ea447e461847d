import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import { rendererNames, renderers } from '../../../infra/render/renderers.ts';

const folder = new URL('../../../infra/rendered/', import.meta.url);
const contract = profile('self-hosted');

/** The files are committed so that a pull request shows the effect of a contract change. */
test.each(rendererNames)('the committed %s output is up to date', (name) => {
  const { file, render } = renderers[name];
  const stale = 'It is stale. Fix: npm run contract -- render all';
  expect(readFileSync(new URL(file, folder), 'utf8') === render(contract), stale).toBe(true);
});

test('infra/rendered has no other files', () => {
  const files = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    // Folders have secrets, and the files of profile files; git ignores them.
    entry.isDirectory() || entry.name === '.gitignore' ? [] : [entry.name],
  );
  expect(files.sort()).toEqual(rendererNames.map((name) => renderers[name].file).sort());
});
