import type { StoredEvent } from '../debate/core/events.ts';
import type { DebateKey, DebateStatus, DebateSummary } from '../store/store.ts';

/** A debate that has ended, for metrics and the log. Holds no text of the debate. */
export interface DebateEnded extends DebateKey {
  readonly seq: number;
  readonly outcome: DebateStatus;
  /** The stop reason, or the outcome of a debate without one. */
  readonly reason: string;
  readonly round: number;
  readonly agreement: number | null;
  readonly costUsd: number;
}

export function toDebateEnded(
  { tenant, debate }: DebateKey,
  { seq, data }: StoredEvent,
  { status, round, agreement, costUsd }: DebateSummary,
): DebateEnded {
  const reason = 'stopReason' in data ? data.stopReason : status;
  return { tenant, debate, seq, outcome: status, reason, round, agreement, costUsd };
}
