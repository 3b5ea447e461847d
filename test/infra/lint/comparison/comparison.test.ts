import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mutations } from '../mutations/all.ts';
import { constructMutations } from './constructs.ts';
import { auditCells, toolVersions } from './table.ts';

const fix = 'infra/lint/comparison.md is stale: run node test/infra/lint/comparison/main.ts';
const table = readFileSync(new URL('../../../../infra/lint/comparison.md', import.meta.url), 'utf8');

test('the comparison table has every mutation with its findings, and the installed versions', () => {
  const rows = table.split('\n').filter((line) => line.startsWith('| ') && line.split(' | ').length === 5);
  const expectedCells = rows.slice(1).map((line) => `${line.split(' | ').slice(0, 2).join(' | ')} |`);
  expect(expectedCells, fix).toEqual(mutations.map(auditCells));
  expect(table, fix).toContain(toolVersions());
});

test('every mutation with constructs is in the list of mutations', () => {
  const names = mutations.map(({ name }) => name);
  expect(Object.keys(constructMutations).filter((name) => !names.includes(name))).toEqual([]);
});
