import { describe, expect, test } from 'vitest';
import { lint } from '../../../../infra/lint/lint.ts';
import { auditRules } from '../../../../infra/lint/rules/catalog.ts';
import type { DocumentedRule, ExampleFile, Rule } from '../../../../infra/lint/types.ts';

const isDocumented = (rule: Rule): rule is DocumentedRule => 'source' in rule;
const rules = auditRules.filter(isDocumented);

const brokenIn = (files: readonly ExampleFile[]): string[] => {
  const { findings, gaps } = lint({ files });
  expect(gaps).toEqual([]);
  return findings.filter(({ state }) => state === 'broken').map(({ id }) => id);
};

describe('the examples of each documented rule', () => {
  test.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, { fails, passes, source }) => {
    expect(brokenIn(fails)).toContain(id);
    expect(brokenIn(passes)).not.toContain(id);
    expect(source).toMatch(/^https:\/\//);
  });
});
