import { decideByVote, hasConverged, isUnanimous, measureAgreement } from '../consensus/agreement.ts';
import type { DebateEvent, StopReason } from './events.ts';
import { applyEvents, type Decision, evolve } from './evolve.ts';
import {
  type DebateState,
  isPhaseComplete,
  type OngoingDebate,
  positionHolders,
  type StartedDebate,
} from './state.ts';

/** Shares of the budget at which a `budget.noticed` event is written. */
const budgetThresholds: readonly number[] = [0.8, 0.95];

/** The given events, followed by those that the engine derives from them: next round, stop, decision, end. */
export function withEngineEvents(from: OngoingDebate, events: readonly DebateEvent[]): Decision {
  const all = [...events];
  let { state } = applyEvents(from, events);
  for (let event = nextEngineEvent(state); event; event = nextEngineEvent(state)) {
    all.push(event);
    state = evolve(state, event);
  }
  return { events: all, state };
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
  const reached = budgetThresholds.findLast((threshold) => share >= threshold);
  if (reached === undefined || reached <= state.budgetThresholdReached) return null;
  return {
    type: 'budget.noticed',
    data: { spentUsd: state.spent.usd, spentTokens: state.spent.tokens, share: reached },
  };
}

/** After the blind proposals and after each revision: measures agreement, then stops or starts the next round. */
function endRound(state: OngoingDebate): DebateEvent | null {
  if (!isPhaseComplete(state) || (state.phase !== 'propose' && state.phase !== 'revise')) return null;
  const reason = findStopReason(state);
  if (reason) return agreementMeasured(state, reason);
  const isMeasured = state.rounds.at(-1)?.agreement !== null;
  // Blind proposals to an open question contain no stances, so there is nothing to measure yet.
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

/** Ends a stopped debate by vote, by the judge's turn (null while it is awaited), or without a decision. */
function concludeDebate(state: OngoingDebate, stop: StopReason): DebateEvent | null {
  const holderCount = positionHolders(state).length;
  if (holderCount === 0) return debateFailed(stop, 'No agent holds a position.');
  // A person who concludes early accepts fewer positions. A blind round below the quorum cannot be debated.
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
    return debateFailed(stop, `The judge could not decide: ${judgeTurn.failure?.message ?? 'no reply'}`);
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
