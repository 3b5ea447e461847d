import type { Contract } from '../../contract/types/contract.ts';

/** How many processes may still be started again. */
export interface RestartBudget {
  /** A process has died, at `nowMs`. Milliseconds to wait before it is started again; null: the budget is spent. */
  spend(nowMs: number): number | null;
}

export function createRestartBudget(supervisor: Contract['supervisor']): RestartBudget {
  const { restartsMax, restartWindowMs, backoffMs, backoffMsMax } = supervisor;
  let deathsAtMs: readonly number[] = [];
  return {
    spend(nowMs) {
      deathsAtMs = [...deathsAtMs.filter((atMs) => nowMs - atMs < restartWindowMs), nowMs];
      if (deathsAtMs.length > restartsMax) return null;
      return Math.min(backoffMs * 2 ** (deathsAtMs.length - 1), backoffMsMax);
    },
  };
}
