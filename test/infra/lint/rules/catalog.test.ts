import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { invariants } from '../../../../app/contract/invariants.ts';
import { allRules, isRuleId } from '../../../../infra/lint/rules/catalog.ts';
import { invariantRules } from '../../../../infra/lint/rules/invariants.ts';
import { readRuleExamples } from '../../../../infra/package/rule-examples.ts';

const ids = allRules.map(({ id }) => id);

test('rule ids are unique, and an unknown one is no rule', () => {
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !isRuleId(id))).toEqual([]);
  expect(isRuleId('stop-forbidden')).toBe(false);
});

test('each rule has a file of its name, a source and an example', () => {
  const folder = fileURLToPath(new URL('../../../../infra/lint/rules/', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const names = new Set(files.filter((path) => path.endsWith('.ts')).map((path) => basename(path, '.ts')));
  const invariantIds = new Set(invariantRules.map(({ id }) => id));
  expect(ids.filter((id) => !names.has(id) && !invariantIds.has(id))).toEqual([]);
  expect([...readRuleExamples().keys()].sort()).toEqual([...ids].sort());
  expect(allRules.filter(({ source, fix }) => source === '' || fix === '')).toEqual([]);
});

test('every invariant that is a rule is one of the contract', () => {
  const known = new Set(invariants.map(({ id }) => id));
  expect(invariantRules.map(({ id }) => id).filter((id) => !known.has(id))).toEqual([]);
  expect(invariantRules).not.toEqual([]);
});
