import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { changeKinds } from '../../../infra/synth/changes.ts';
import { contractMistakes } from './contract-mistakes.ts';
import { createTemplates, detect, refusals } from './detect.ts';
import { contractRow, ownCells } from './table.ts';
import { added, reviewed } from './template-mistakes.ts';

const table = readFileSync(new URL('../../../docs/planted-mistakes.md', import.meta.url), 'utf8');
const fix = 'docs/planted-mistakes.md is stale: run node test/infra/planted/main.ts';

describe('a mistake in a profile is refused', () => {
  test.each(contractMistakes)('$name', (mistake) => {
    expect(refusals(mistake).join('\n')).toContain(mistake.names);
    expect(table, fix).toContain(contractRow(mistake));
  });
});

describe('a mistake in the template is caught, as the table says', () => {
  const templateFor = createTemplates();

  test.each([...reviewed, ...added])('$name', (mistake) => {
    const caught = detect(templateFor(mistake), mistake);
    const telling = caught.summary.filter((title) => title !== changeKinds.other);
    expect([...caught.audit, ...telling]).not.toEqual([]);
    expect(table, fix).toContain(ownCells(mistake, caught));
  });
});

test('the table has as many new mistakes as reviewed ones, and each once', () => {
  expect(reviewed).toHaveLength(18);
  expect(added.length).toBeGreaterThanOrEqual(18);
  const names = [...reviewed, ...added].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
