import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mutations } from '../mutations/all.ts';
import { inConstructs } from './l2.ts';
import { madeWith, ownCells } from './table.ts';

const cure = 'infra/lint/comparison.md is stale: node test/infra/lint/comparison/main.ts makes it again';
const table = readFileSync(new URL('../../../../infra/lint/comparison.md', import.meta.url), 'utf8');

test('the table of what is caught has every mutation with what we find, and the versions that are installed', () => {
  const rows = table.split('\n').filter((line) => line.startsWith('| ') && line.split(' | ').length === 5);
  const own = rows.slice(1).map((line) => `${line.split(' | ').slice(0, 2).join(' | ')} |`);
  expect(own, cure).toEqual(mutations.map(ownCells));
  expect(table, cure).toContain(madeWith());
});

test('what is tried with constructs are mutations', () => {
  const names = mutations.map(({ name }) => name);
  expect(Object.keys(inConstructs).filter((name) => !names.includes(name))).toEqual([]);
});
