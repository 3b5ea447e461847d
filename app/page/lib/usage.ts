import type { UsageResponse } from '../../debate/views/usage-response.ts';

/** What the rows of the usage table are. */
export const usageGroups = ['day', 'keyId', 'model'] as const;
export type UsageGroup = (typeof usageGroups)[number];

export interface UsageRow {
  /** The day, the model, or the id of the key; empty: no key was used. */
  readonly id: string;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly usd: number;
}

/** Totals of each day, newest first, or of each key or model, the dearest first. */
export function groupUsage(totals: UsageResponse['totals'], group: UsageGroup) {
  const parts = Map.groupBy(totals, (part) => part[group] ?? '');
  const rows = [...parts].map(([id, members]) => sum(id, members));
  if (group === 'day') rows.sort((a, b) => b.id.localeCompare(a.id));
  else rows.sort((a, b) => b.usd - a.usd || b.outputTokens - a.outputTokens);
  return { rows, total: sum('', totals) };
}

type Amounts = Omit<UsageRow, 'id'>;

const sum = (id: string, parts: readonly Amounts[]): UsageRow => ({
  id,
  calls: total(parts, ({ calls }) => calls),
  inputTokens: total(parts, ({ inputTokens }) => inputTokens),
  outputTokens: total(parts, ({ outputTokens }) => outputTokens),
  usd: total(parts, ({ usd }) => usd),
});

const total = (parts: readonly Amounts[], amount: (part: Amounts) => number): number =>
  parts.reduce((all, part) => all + amount(part), 0);

/** The UTC days of a period that ends today. */
export function usagePeriod(days: number, nowMs: number): { readonly from: string; readonly to: string } {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { from: day(nowMs - (days - 1) * 24 * 60 * 60 * 1000), to: day(nowMs) };
}
