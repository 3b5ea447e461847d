import type { Usage } from '../debate/core/events.ts';

/**
 * Why a paid call was of no use: another worker has the debate (`fenced`); the turn was no longer needed, for example
 * after a cancel (`superseded`); its worker had to stop (`stopped`); or the database stayed unavailable
 * (`not-persisted`).
 */
export type WasteReason = 'fenced' | 'superseded' | 'stopped' | 'not-persisted';

/** The cost of an attempt whose result is not in the log. */
export interface WastedUsage {
  readonly tenant: string;
  readonly debate: string;
  readonly turn: string;
  readonly attempt: number;
  /** Epoch of the lease under which the call was made. */
  readonly epoch: number;
  /** `provider:model`. */
  readonly model: string;
  readonly reason: WasteReason;
  readonly usage: Usage;
  /** null: the model has no known price. */
  readonly costUsd: number | null;
  /** ISO time. */
  readonly at: string;
}
