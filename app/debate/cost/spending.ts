import type { DebateEvent } from '../core/events.ts';
import type { Decision } from '../core/evolve.ts';
import { type DebateState, findTurn } from '../core/state.ts';

/** What calls of one model have used. */
export interface ModelUsage {
  readonly model: string;
  /** Attempts at a turn. */
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** 0 for a model without a known price. */
  readonly usd: number;
}

/** What a debate may have cost at most: its budget while it runs, and at its end what it spent and may have lost. */
export function computeHeldUsd(state: DebateState): number {
  if (state.phase === 'none') return 0;
  const { budget } = state.settings;
  if (state.phase !== 'ended' && budget.usd !== undefined) return budget.usd;
  const reserved = state.turns.reduce((sum, turn) => sum + turn.reserved.usd, 0);
  return state.spent.usd + state.superseded.usd + reserved;
}

/** What the attempts used that ended with these events. */
const listModelUsage = (state: DebateState, events: readonly DebateEvent[]): readonly ModelUsage[] =>
  events.flatMap((event): ModelUsage[] => {
    if (state.phase === 'none' || (event.type !== 'turn.completed' && event.type !== 'turn.failed'))
      return [];
    const { turn, usage, costUsd } = event.data;
    const { inputTokens, outputTokens } = usage;
    const model = findTurn(state, turn)?.model ?? '';
    return [{ model, calls: 1, inputTokens, outputTokens, usd: costUsd ?? 0 }];
  });

/** What a debate may cost after an accepted command, and what its events used. */
export const describeSpending = ({ state, events }: Decision) => ({
  heldUsd: computeHeldUsd(state),
  usage: listModelUsage(state, events),
});
