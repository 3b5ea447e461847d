import { largestGroup } from '../consensus/agreement.ts';
import { isSamePosition } from '../consensus/claims.ts';
import { comparePositions } from '../consensus/compare-positions.ts';
import { finalAgreement } from '../consensus/minority.ts';
import { poolEstimates } from '../consensus/pool.ts';
import { heldPositions } from '../consensus/position-history.ts';
import { blindVotes, topChoices } from '../consensus/votes.ts';
import type { DebateEffect, StoredEvent } from '../core/events.ts';
import { currentPosition, type EndedDebate } from '../core/state.ts';
import { settledTurnEvents } from '../cost/summary.ts';
import { formatEstimate, isWithinTolerance } from '../questions/pool-numbers.ts';

/** What the blind answers alone would have decided, compared with the decision. */
export interface BaselineComparison {
  /** Closed questions: the options with the most blind votes; otherwise null. */
  readonly choices: readonly string[] | null;
  readonly claims: readonly { readonly agent: string; readonly claim: string }[];
  /** Open questions: the answer that follows from the blind answers alone; null when none is known. */
  readonly answer: string | null;
  /**
   * Where `answer` comes from. `judge`: its sentence, written with the debate in view. `separate`: a call that saw only
   * the blind answers. `group`: the claim of the largest group of blind answers. `pool`: their numbers as one.
   */
  readonly source: 'judge' | 'separate' | 'group' | 'pool' | null;
  /** Null when there is no decision to compare. */
  readonly effect: DebateEffect | null;
  /** True when `effect` is `changed` or `reversed`. */
  readonly changed: boolean;
  /** The cost of the blind answers, and what the debate cost on top of it. */
  readonly costUsd: number;
  readonly extraCostUsd: number;
}

export function compareWithBaseline(state: EndedDebate, log: readonly StoredEvent[]): BaselineComparison {
  const claims = state.turns.flatMap(({ agent, outcome }) =>
    outcome?.phase === 'propose' ? [{ agent, claim: outcome.position.claim }] : [],
  );
  const costUsd = settledTurnEvents(log)
    .filter(({ data }) => data.turn.startsWith('r0.propose.'))
    .reduce((sum, { data }) => sum + (data.costUsd ?? 0), 0);
  const verdict = state.end.status === 'decided' ? state.end.verdict : null;
  const isClosed = state.settings.options !== undefined;
  const effect = verdict ? findEffect(state) : null;
  return {
    choices: isClosed ? topChoices(blindVotes(state)) : null,
    claims,
    ...(isClosed ? { answer: null, source: null } : findBlindAnswer(state)),
    effect,
    changed: effect === 'changed' || effect === 'reversed',
    costUsd,
    extraCostUsd: state.spent.usd - costUsd,
  };
}

function findEffect(state: EndedDebate): DebateEffect {
  if (state.settings.options) return effectOnVote(state);
  return state.settings.number ? effectOnNumber(state) : effectOnAnswer(state);
}

/** The same within the tolerance. */
function effectOnNumber(state: EndedDebate): DebateEffect {
  const blind = poolEstimates(state, 0);
  const final = poolEstimates(state, state.round);
  return blind && final && isWithinTolerance(blind, final) ? 'same' : 'changed';
}

/** The judge's word, or else the claim that the largest group of blind answers shares. */
function findBlindAnswer(state: EndedDebate): Pick<BaselineComparison, 'answer' | 'source'> {
  const pooled = poolEstimates(state, 0);
  if (pooled) return { answer: formatEstimate(pooled), source: 'pool' };
  const judged = state.end.status === 'decided' ? state.end.verdict.withoutDebate : undefined;
  if (judged) return { answer: judged.answer, source: judged.isSeparate ? 'separate' : 'judge' };
  const [first] = largestBlindGroup(state);
  const blind = first === undefined ? undefined : heldPositions(state.turns, first, 0)[0];
  return blind ? { answer: blind.position.claim, source: 'group' } : { answer: null, source: null };
}

/**
 * The agents whose blind answers were the same, if they are more than any other such group. The first critique is about
 * the blind answers; without a debate they are the final positions.
 */
function largestBlindGroup(state: EndedDebate): readonly string[] {
  const panel = state.settings.panel.map(({ id }) => id);
  if (state.round === 0) return largestGroup(finalAgreement(state) ?? { groups: [] });
  const { groups, isMeasured } = comparePositions(state.turns, panel, 0);
  return isMeasured ? largestGroup({ groups }) : [];
}

/** Two ties are the same result. A tie before or after is a change, another option a reversal. */
function effectOnVote(state: EndedDebate): DebateEffect {
  const choices = topChoices(blindVotes(state));
  const winner = choices.length === 1 ? choices[0] : undefined;
  const decided = state.end.status === 'decided' ? state.end.verdict.choice : undefined;
  if (winner === decided) return 'same';
  return winner === undefined || decided === undefined ? 'changed' : 'reversed';
}

/**
 * By rule, as far as the blind answers had a largest group: the answer keeps its position or not. The judge's word
 * tells the same from refined and changed from reversed, and decides when there was no such group.
 */
function effectOnAnswer(state: EndedDebate): DebateEffect {
  const judged = state.end.status === 'decided' ? (state.end.verdict.withoutDebate?.effect ?? null) : null;
  const kept = keepsBlindPosition(state);
  if (kept === null) return judged ?? 'changed';
  const isKept = kept !== 'no';
  if (judged !== null && isKept === (judged === 'same' || judged === 'refined')) return judged;
  return isKept ? (kept === 'verbatim' ? 'same' : 'refined') : 'changed';
}

/** Whether the answer adopts the position of the largest blind group. Null when that is not known. */
function keepsBlindPosition(state: EndedDebate): 'verbatim' | 'in substance' | 'no' | null {
  const adopts = state.end.status === 'decided' ? state.end.verdict.adopts : null;
  if (adopts === null) return null;
  // Without a debate there is nothing that could have changed.
  if (state.round === 0) return adopts.length > 0 ? 'verbatim' : null;
  const largest = largestBlindGroup(state);
  if (largest.length === 0) return null;
  const kept = largest.filter((agent) => {
    const history = heldPositions(state.turns, agent, state.round);
    return adopts.includes(agent) && history.at(-1)?.version === history[0]?.version;
  });
  if (kept.length === 0) return 'no';
  const isVerbatim = adopts.every((agent) => {
    const [blind] = heldPositions(state.turns, agent, 0);
    const current = currentPosition(state, agent);
    return blind && current && isSamePosition(blind.position, current);
  });
  return isVerbatim ? 'verbatim' : 'in substance';
}
