import type { StoredEvent } from '../core/events.ts';
import { allSeats } from '../core/presets.ts';
import { baselineSeats, comparingSeats, type EndedDebate } from '../core/state.ts';
import { sumUsage } from './usage.ts';

export interface CostSummary {
  readonly usd: number;
  readonly tokens: number;
  /** Tokens of models without a known price; not covered by `usd`. */
  readonly unpricedTokens: number;
  readonly byAgent: readonly AgentCost[];
}

export interface AgentCost {
  readonly agent: string;
  readonly model: string;
  readonly usd: number;
  readonly inputTokens: number;
  /** The part of `inputTokens` that was read from the provider's cache; absent: none. */
  readonly cachedTokens?: number;
  readonly outputTokens: number;
  readonly attempts: number;
}

export function summarizeCost(state: EndedDebate, log: readonly StoredEvent[]): CostSummary {
  const seats = [
    ...allSeats(state.settings),
    ...baselineSeats(state.settings),
    ...comparingSeats(state.settings),
  ];
  const byAgent = seats.flatMap(({ id, model }): AgentCost[] => {
    const seatEvents = settledTurnEvents(log).filter(({ data }) => data.turn.endsWith(`.${id}`));
    if (seatEvents.length === 0) return [];
    const { inputTokens, outputTokens, cachedTokens } = sumUsage(seatEvents.map(({ data }) => data.usage));
    const usd = seatEvents.reduce((total, { data }) => total + (data.costUsd ?? 0), 0);
    return [
      {
        agent: id,
        model,
        usd,
        inputTokens,
        ...(cachedTokens !== undefined && { cachedTokens }),
        outputTokens,
        attempts: seatEvents.length,
      },
    ];
  });
  return { usd: state.spent.usd, tokens: state.spent.tokens, unpricedTokens: state.unpricedTokens, byAgent };
}

/** The ends of attempts, which carry their usage. */
export const settledTurnEvents = (log: readonly StoredEvent[]) =>
  log.filter((event) => event.type === 'turn.completed' || event.type === 'turn.failed');
