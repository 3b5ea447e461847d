import type { ModelUsage } from '../debate/cost/spending.ts';

/** What a new debate may cost, and who pays. */
export interface NewHold {
  /** null: no key was used. */
  readonly keyId: string | null;
  readonly heldUsd: number;
  /** What the debates of the tenant may cost that are created on one day (UTC); null: no cap. */
  readonly tenantUsdPerDay: number | null;
}

/** What the debates of a day have cost or may still cost, of one key and of the whole tenant. */
export interface DayHolds {
  readonly keyUsd: number;
  readonly tenantUsd: number;
  /** The cap of the key; null: none. */
  readonly keyUsdPerDay: number | null;
}

/** The change of an append: what the debate may cost from now on, and what has been used. */
export interface AppendedSpending {
  readonly heldUsd: number;
  readonly usage: readonly ModelUsage[];
}

export interface UsageQuery {
  readonly tenant: string;
  /** null: all keys. */
  readonly keyId: string | null;
  /** `2026-11-30`, both included. */
  readonly from: string;
  readonly to: string;
}

export interface UsageTotal extends ModelUsage {
  readonly day: string;
  readonly keyId: string | null;
}

/** Spending by day, key and model. It outlasts the debates, and has what was wasted. */
export interface SpendingStore {
  heldOn(day: string, tenant: string, keyId: string | null): Promise<DayHolds>;
  /** Newest day first. */
  usage(query: UsageQuery): Promise<readonly UsageTotal[]>;
}
