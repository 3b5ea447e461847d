import { decideByVote, hasConverged, isUnanimous, measureAgreement } from '../consensus/agreement.ts';
import type { DebateEvent, StopReason } from './events.ts';
import { evolve, foldEvents } from './evolve.ts';
import {
  type DebateState,
  isPhaseComplete,
  type OngoingDebate,
  positionHolders,
  type StartedDebate,
} from './state.ts';

/** What the member of a budget has left is told at these shares of it. */
const budgetThresholds: readonly number[] = [0.8, 0.95];

/** The events, and then what the engine itself makes of them: the next round, the stop, the decision, the end. */
export function withEngineEvents(
  state: OngoingDebate,
  events: readonly DebateEvent[],
): readonly DebateEvent[] {
  const all = [...events];
  let current: DebateState = foldEvents(events, state);
  for (let event = nextEngineEvent(current); event; event = nextEngineEvent(current)) {
    all.push(event);
    current = evolve(current, event);
  }
  return all;
}

function nextEngineEvent(state: DebateState): DebateEvent | null {
  if (state.phase === 'none' || state.phase === 'ended') return null;
  return budgetNotice(state) ?? (state.stop ? concludeDebate(state, state.stop) : endRound(state));
}

function budgetNotice(state: OngoingDebate): DebateEvent | null {
  const { budget } = state.settings;
  const share = Math.max(
    budget.usd === undefined ? 0 : state.spent.usd / budget.usd,
    budget.tokens === undefined ? 0 : state.spent.tokens / budget.tokens,
  );
  const reached = budgetThresholds.findLast((step) => share >= step);
  if (reached === undefined || reached <= state.budgetThresholdReached) return null;
  return {
    type: 'budget.noticed',
    data: { spentUsd: state.spent.usd, spentTokens: state.spent.tokens, share: reached },
  };
}

/** After the blind proposals and after each revision: measure, then stop or go on. */
function endRound(state: OngoingDebate): DebateEvent | null {
  if (!isPhaseComplete(state) || (state.phase !== 'propose' && state.phase !== 'revise')) return null;
  const reason = findStopReason(state);
  if (reason) return agreementMeasured(state, reason);
  const isMeasured = state.rounds.at(-1)?.agreement !== null;
  // Blind proposals to an open question take no stance on one another: there is nothing to measure yet.
  if (!isMeasured && (state.phase === 'revise' || state.settings.options))
    return {
      type: 'agreement.measured',
      data: { ...measureAgreement(state), round: state.round, stop: null },
    };
  return { type: 'round.started', data: { round: state.round + 1 } };
}

function findStopReason(state: OngoingDebate): StopReason | null {
  const completed = state.turns.filter(
    (turn) => turn.round === state.round && turn.phase === state.phase && turn.status === 'completed',
  );
  if (completed.length < state.settings.quorum) return 'quorum-lost';
  if (isUnanimous(state, measureAgreement(state))) return 'agreed';
  if (state.phase === 'revise' && hasConverged(state)) return 'stable';
  return state.round >= state.settings.rounds ? 'rounds' : null;
}

export const agreementMeasured = (state: OngoingDebate, stop: StopReason): DebateEvent => ({
  type: 'agreement.measured',
  data: { ...measureAgreement(state), round: state.round, stop },
});

/** The way from the stop to the end: a vote at once, or the judge's turn, or the reason why there is no decision. */
function concludeDebate(state: OngoingDebate, stop: StopReason): DebateEvent | null {
  const holderCount = positionHolders(state).length;
  if (holderCount === 0) return debateFailed(stop, 'No agent holds a position.');
  // A person who concludes takes what there is; an engine that lost its quorum in the blind round has no debate.
  if (stop === 'quorum-lost' && holderCount < state.settings.quorum)
    return debateFailed(
      stop,
      `Only ${holderCount} of ${state.settings.panel.length} agents stated a position.`,
    );
  if (state.settings.options)
    return {
      type: 'debate.decided',
      data: { verdict: decideByVote(state), agreement: latestAgreement(state), stopReason: stop },
    };
  const judgeTurn = state.turns.find((turn) => turn.phase === 'decide');
  if (judgeTurn?.status === 'failed')
    return debateFailed(stop, `The judge could not decide: ${judgeTurn.failure?.message ?? 'no answer'}`);
  if (judgeTurn?.outcome?.phase !== 'decide') return null;
  const { answer, matrix, citations } = judgeTurn.outcome;
  return {
    type: 'debate.decided',
    data: {
      verdict: { answer, method: 'judge', tied: false, matrix, citations },
      agreement: latestAgreement(state),
      stopReason: stop,
    },
  };
}

const latestAgreement = (debate: StartedDebate) =>
  debate.rounds.at(-1)?.agreement ?? measureAgreement(debate);

export const debateFailed = (stopReason: StopReason, message: string): DebateEvent => ({
  type: 'debate.failed',
  data: { stopReason, message },
});
