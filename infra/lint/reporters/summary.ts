import type { Finding } from '../finding.ts';
import type { LintResult } from '../lint.ts';

/** `2 broken (1 error, 1 warning), 3 notes, 12 unknown, 9 hold`. Notes do not count as broken. */
export function formatCounts({ findings, gaps }: LintResult): string {
  const open = findings.filter(({ state, accepted }) => state === 'broken' && accepted === null);
  const by = (level: Finding['severity']) => open.filter(({ severity }) => severity === level).length;
  const [errors, warnings, notes] = [by('error'), by('warning'), by('note')];
  const kinds = [...plural(errors, 'error'), ...plural(warnings, 'warning')];
  const accepted = findings.filter((finding) => finding.accepted !== null).length;
  const holds = findings.filter(({ state }) => state === 'holds').length;
  return [
    `${errors + warnings} broken${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}`,
    ...plural(notes, 'note'),
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
    `${collectUnknown(findings).length} unknown`,
    `${holds} hold`,
    ...(gaps.length > 0 ? [`${gaps.length} not read`] : []),
  ].join(', ');
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
