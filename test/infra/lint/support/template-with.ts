import { expect } from 'vitest';
import type { Finding } from '../../../../infra/lint/finding.ts';
import { type Audit, audit } from '../../../../infra/lint/lint.ts';

/** What the audit says of a template with these resources, and what else stands at its root. */
export const auditOf = (resources: string, root = ''): Audit =>
  audit({ files: [{ name: 'template.yaml', text: `${root}\nResources:\n${resources.trimEnd()}\n` }] });

export const broken = ({ findings }: Audit): Finding[] => findings.filter(({ state }) => state === 'broken');

export const brokenIn = (resources: string, root = ''): string[] => {
  const result = auditOf(resources, root);
  expect(result.gaps).toEqual([]);
  return broken(result).map(({ id, place, message }) => `${id} ${place?.resource}: ${message}`);
};
