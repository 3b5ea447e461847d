import { currentVotes, topChoices } from '../consensus/agreement.ts';
import type { StoredEvent, Usage } from '../core/events.ts';
import type { EndedDebate } from '../core/state.ts';

export interface CostSummary {
  readonly usd: number;
  readonly tokens: number;
  /** Tokens of models without a known price: not in `usd`. */
  readonly unpricedTokens: number;
  readonly byAgent: readonly AgentCost[];
}

export interface AgentCost {
  readonly agent: string;
  readonly model: string;
  readonly usd: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly attempts: number;
}

/** The blind round against the end: whether the debate changed anything, and what that cost. */
export interface BaselineComparison {
  /** Closed questions: the options with the most blind votes; else null. */
  readonly choices: readonly string[] | null;
  readonly claims: readonly { readonly agent: string; readonly claim: string }[];
  /** Closed: the vote came out otherwise. Open: at least one agent changed its position. */
  readonly changed: boolean;
  readonly costUsd: number;
}

export function summarizeCost(state: EndedDebate, log: readonly StoredEvent[]): CostSummary {
  const seats = [...state.settings.panel, state.settings.judge];
  const byAgent = seats.flatMap(({ id, model }): AgentCost[] => {
    const seatEvents = settledTurnEvents(log).filter(({ data }) => data.turn.endsWith(`.${id}`));
    if (seatEvents.length === 0) return [];
    const sum = (select: (usage: Usage) => number) =>
      seatEvents.reduce((total, { data }) => total + select(data.usage), 0);
    const usd = seatEvents.reduce((total, { data }) => total + (data.costUsd ?? 0), 0);
    return [
      {
        agent: id,
        model,
        usd,
        inputTokens: sum((usage) => usage.inputTokens),
        outputTokens: sum((usage) => usage.outputTokens),
        attempts: seatEvents.length,
      },
    ];
  });
  return { usd: state.spent.usd, tokens: state.spent.tokens, unpricedTokens: state.unpricedTokens, byAgent };
}

export function compareWithBaseline(
  state: EndedDebate,
  log: readonly StoredEvent[],
  positionsChanged: boolean,
): BaselineComparison {
  const blindTurns = state.turns.filter((turn) => turn.phase === 'propose');
  const blindState = { ...state, turns: blindTurns };
  const claims = blindTurns.flatMap(({ agent, outcome }) =>
    outcome?.phase === 'propose' ? [{ agent, claim: outcome.position.claim }] : [],
  );
  const costUsd = settledTurnEvents(log)
    .filter(({ data }) => data.turn.startsWith('r0.propose.'))
    .reduce((sum, { data }) => sum + (data.costUsd ?? 0), 0);
  if (!state.settings.options) return { choices: null, claims, changed: positionsChanged, costUsd };
  const choices = claims.length > 0 ? topChoices(currentVotes(blindState)) : [];
  // A vote that ends tied came out as the blind one did when that was tied too.
  const winner = choices.length === 1 ? choices[0] : undefined;
  const finalChoice = state.end.status === 'decided' ? state.end.verdict.choice : undefined;
  return { choices, claims, changed: winner !== finalChoice, costUsd };
}

const settledTurnEvents = (log: readonly StoredEvent[]) =>
  log.filter((event) => event.type === 'turn.completed' || event.type === 'turn.failed');
