import type { Contract } from '../../contract/types/contract.ts';
import { backoffMs } from '../../shared/backoff.ts';

/** Limits restarts: `restartsMax` within `restartWindowMs`. */
export interface RestartBudget {
  /** Records a death at `nowMs`. Returns the milliseconds to wait before the restart; null if the budget is spent. */
  spend(nowMs: number): number | null;
}

export function createRestartBudget(supervisor: Contract['supervisor']): RestartBudget {
  const { restartsMax, restartWindowMs } = supervisor;
  const backoff = { initialMs: supervisor.backoffMs, maxMs: supervisor.backoffMsMax };
  let deathsAtMs: readonly number[] = [];
  return {
    spend(nowMs) {
      deathsAtMs = [...deathsAtMs.filter((atMs) => nowMs - atMs < restartWindowMs), nowMs];
      if (deathsAtMs.length > restartsMax) return null;
      return backoffMs(backoff, deathsAtMs.length);
    },
  };
}
