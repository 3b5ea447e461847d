import type { Finding } from '../finding.ts';
import type { LintResult } from '../lint.ts';

/** `2 errors, 1 warning, 3 notes in 4 files; 12 unknown, 9 hold`. */
export function formatCounts({ findings, gaps, read }: LintResult): string {
  const open = findings.filter(({ state, accepted }) => state === 'broken' && accepted === null);
  const by = (level: Finding['severity']) => open.filter(({ severity }) => severity === level).length;
  const kinds = [
    ...plural(by('error'), 'error'),
    ...plural(by('warning'), 'warning'),
    ...plural(by('note'), 'note'),
  ];
  const accepted = findings.filter((finding) => finding.accepted !== null).length;
  const unknown = collectUnknown(findings).length;
  const rest = [
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    `${findings.filter(({ state }) => state === 'holds').length} hold`,
    ...(gaps.length > 0 ? [`${gaps.length} not read`] : []),
  ];
  const files = `${read.length} ${read.length === 1 ? 'file' : 'files'}`;
  return `${kinds.length > 0 ? kinds.join(', ') : 'no findings'} in ${files}; ${rest.join(', ')}`;
}

const plural = (count: number, what: string): string[] =>
  count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'}`];

/** An invariant that cannot be evaluated, and the facts that it needs. */
export interface UnknownInvariant {
  readonly id: string;
  readonly missing: readonly string[];
}

/** Each unknown invariant once, for all request paths. */
export function collectUnknown(findings: readonly Finding[]): UnknownInvariant[] {
  const byId = Map.groupBy(
    findings.filter(({ state }) => state === 'unknown'),
    ({ id }) => id,
  );
  return [...byId].map(([id, all]) => ({ id, missing: [...new Set(all.flatMap(({ missing }) => missing))] }));
}

/** The option that gives these facts, with a placeholder for each number. */
export const formatFactsOption = (names: readonly string[]): string =>
  `--facts ${names.map((name) => `${name}=…`).join(',')}`;

const factsMax = 3;

/** The facts that decide the most invariants on their own, and how many; null when each invariant needs several. */
export function mostUsefulFacts(
  unknown: readonly UnknownInvariant[],
): { readonly facts: string; readonly decides: number } | null {
  const alone = unknown.flatMap(({ missing }) => (missing.length === 1 ? missing : []));
  const counts = [...Map.groupBy(alone, (name) => name)].map(([name, all]) => ({ name, count: all.length }));
  const best = counts.sort((a, b) => b.count - a.count).slice(0, factsMax);
  if (best.length === 0) return null;
  const decides = best.reduce((sum, { count }) => sum + count, 0);
  return { facts: formatFactsOption(best.map(({ name }) => name)), decides };
}
