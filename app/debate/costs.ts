import { lastVotes, top } from './consensus.ts';
import type { Stored, Usage } from './events.ts';
import type { Ended } from './state.ts';

export interface Cost {
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
export interface Baseline {
  /** Closed questions: the options with the most blind votes; else null. */
  readonly choices: readonly string[] | null;
  readonly claims: readonly { readonly agent: string; readonly claim: string }[];
  /** Closed: the vote came out otherwise. Open: at least one agent changed its position. */
  readonly changed: boolean;
  readonly costUsd: number;
}

export function costOf(state: Ended, log: readonly Stored[]): Cost {
  const seats = [...state.settings.panel, state.settings.judge];
  const byAgent = seats.flatMap(({ id, model }): AgentCost[] => {
    const mine = settled(log).filter(({ data }) => data.turn.endsWith(`.${id}`));
    if (mine.length === 0) return [];
    const sum = (of: (usage: Usage) => number) => mine.reduce((total, { data }) => total + of(data.usage), 0);
    const usd = mine.reduce((total, { data }) => total + (data.costUsd ?? 0), 0);
    return [
      {
        agent: id,
        model,
        usd,
        inputTokens: sum((usage) => usage.inputTokens),
        outputTokens: sum((usage) => usage.outputTokens),
        attempts: mine.length,
      },
    ];
  });
  return { usd: state.spent.usd, tokens: state.spent.tokens, unpricedTokens: state.unpricedTokens, byAgent };
}

export function baselineOf(state: Ended, log: readonly Stored[], positionsChanged: boolean): Baseline {
  const blind = state.turns.filter((turn) => turn.phase === 'propose');
  const round0 = { ...state, turns: blind };
  const claims = blind.flatMap(({ agent, outcome }) =>
    outcome?.phase === 'propose' ? [{ agent, claim: outcome.position.claim }] : [],
  );
  const costUsd = settled(log)
    .filter(({ data }) => data.turn.startsWith('r0.propose.'))
    .reduce((sum, { data }) => sum + (data.costUsd ?? 0), 0);
  if (!state.settings.options) return { choices: null, claims, changed: positionsChanged, costUsd };
  const choices = claims.length > 0 ? top(lastVotes(round0)) : [];
  // A vote that ends tied came out as the blind one did when that was tied too.
  const winner = choices.length === 1 ? choices[0] : undefined;
  const last = state.end.how === 'decided' ? state.end.verdict.choice : undefined;
  return { choices, claims, changed: winner !== last, costUsd };
}

const settled = (log: readonly Stored[]) =>
  log.filter((event) => event.type === 'turn.completed' || event.type === 'turn.failed');
