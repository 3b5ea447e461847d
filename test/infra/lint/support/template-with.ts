import { expect } from 'vitest';
import type { Finding } from '../../../../infra/lint/finding.ts';
import { type LintResult, lint } from '../../../../infra/lint/lint.ts';

/** Audits a template with these resources and other top-level sections. */
export const auditOf = (resources: string, root = ''): LintResult =>
  lint({ files: [{ name: 'template.yaml', text: `${root}\nResources:\n${resources.trimEnd()}\n` }] });

export const broken = ({ findings }: LintResult): Finding[] =>
  findings.filter(({ state }) => state === 'broken');

export const brokenIn = (resources: string, root = ''): string[] => {
  const result = auditOf(resources, root);
  expect(result.gaps).toEqual([]);
  return broken(result).map(({ id, place, message }) => `${id} ${place?.resource}: ${message}`);
};
