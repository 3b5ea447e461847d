import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import { outputNames, outputs } from '../../../infra/render/outputs.ts';

const folder = new URL('../../../infra/rendered/', import.meta.url);
const contract = profile('self-hosted');

/** They are committed so that a change of the contract shows in a pull request as what it does. */
test.each(outputNames)('the committed %s is what the contract renders to', (name) => {
  const { file, render } = outputs[name];
  const stale = 'It is stale. Cure: npm run contract -- render all';
  expect(readFileSync(new URL(file, folder), 'utf8') === render(contract), stale).toBe(true);
});

test('nothing else is committed there', () => {
  const files = readdirSync(folder).filter((name) => name !== 'secrets' && name !== '.gitignore');
  expect(files.sort()).toEqual(outputNames.map((name) => outputs[name].file).sort());
});
