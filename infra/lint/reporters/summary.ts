import type { FactName } from '../../../app/contract/facts.ts';
import type { Finding } from '../finding.ts';
import type { Audit } from '../lint.ts';

/** `2 broken (1 error, 1 warning), 3 notes, 12 unknown, 9 hold`. A note breaks nothing. */
export function countsOf({ findings, gaps }: Audit): string {
  const open = findings.filter(({ state, accepted }) => state === 'broken' && accepted === null);
  const by = (level: Finding['severity']) => open.filter(({ severity }) => severity === level).length;
  const [errors, warnings, notes] = [by('error'), by('warning'), by('note')];
  const kinds = [...some(errors, 'error'), ...some(warnings, 'warning')];
  const accepted = findings.filter((finding) => finding.accepted !== null).length;
  const holds = findings.filter(({ state }) => state === 'holds').length;
  return [
    `${errors + warnings} broken${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}`,
    ...some(notes, 'note'),
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
    `${unknownIn(findings).length} unknown`,
    `${holds} hold`,
    ...(gaps.length > 0 ? [`${gaps.length} not read`] : []),
  ].join(', ');
}

const some = (count: number, what: string): string[] =>
  count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'}`];

/** An invariant that nobody can judge, and what somebody would have to say. */
export interface Unknown {
  readonly id: string;
  readonly missing: readonly FactName[];
}

/** Each once, however many ways it is unknown on. */
export function unknownIn(findings: readonly Finding[]): Unknown[] {
  const byId = Map.groupBy(
    findings.filter(({ state }) => state === 'unknown'),
    ({ id }) => id,
  );
  return [...byId].map(([id, all]) => ({ id, missing: [...new Set(all.flatMap(({ missing }) => missing))] }));
}

/** How to say some facts: only whoever runs the program knows the numbers. */
export const asFacts = (names: readonly FactName[]): string =>
  `--facts ${names.map((name) => `${name}=…`).join(',')}`;

const factsMax = 3;

/** The few facts that alone decide the most, and how many that is; null where each invariant needs several. */
export function mostTelling(
  unknown: readonly Unknown[],
): { readonly facts: string; readonly decides: number } | null {
  const alone = unknown.flatMap(({ missing }) => (missing.length === 1 ? missing : []));
  const counts = [...Map.groupBy(alone, (name) => name)].map(([name, all]) => ({ name, count: all.length }));
  const best = counts.sort((a, b) => b.count - a.count).slice(0, factsMax);
  if (best.length === 0) return null;
  const decides = best.reduce((sum, { count }) => sum + count, 0);
  return { facts: asFacts(best.map(({ name }) => name)), decides };
}
