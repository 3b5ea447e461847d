import type { ModelStatistics } from '../evaluation/model-statistics.ts';

/** Response of `GET /api/v1/usage`. */
export interface UsageResponse {
  /** Days (UTC), both included. A debate counts on the day of its creation. */
  readonly from: string;
  readonly to: string;
  /** Newest day first. */
  readonly totals: readonly {
    readonly day: string;
    /** Null: no key was used. */
    readonly keyId: string | null;
    readonly model: string;
    /** Attempts at a turn, wasted ones included. */
    readonly calls: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    /** Covers only models with a known price. */
    readonly usd: number;
  }[];
  /** The budgets of today; `usdPerDay` is null without a limit. */
  readonly today: { readonly key: DayBudgetResponse; readonly tenant: DayBudgetResponse };
}

export interface DayBudgetResponse {
  readonly usdPerDay: number | null;
  /** Spent, or held by running debates. */
  readonly heldUsd: number;
}

/** Response of `GET /api/v1/statistics`. */
export interface StatisticsResponse {
  /** Days (UTC), both included. A debate counts on the day of its creation, once it has ended. */
  readonly from: string;
  readonly to: string;
  /** Debates that are counted, the newest ones. */
  readonly debates: number;
  /** True when there are more of them. */
  readonly isPartial: boolean;
  /** By name. */
  readonly models: readonly ModelStatistics[];
}
