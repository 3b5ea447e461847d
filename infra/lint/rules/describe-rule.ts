import type { DocumentedRule, Rule } from '../types.ts';

export const isDocumented = (rule: Rule): rule is DocumentedRule => 'source' in rule;

/** A rule in a few paragraphs. */
export const describeRule = (rule: Rule): string[] => [
  `${rule.id}: ${rule.summary}.`,
  `Prevents ${rule.rationale}.`,
  `Fix: ${rule.fix}`,
  `A rule of the audit, of severity ${rule.severity}.`,
  ...(isDocumented(rule) ? [`Source: ${rule.source}`] : []),
];
