import { hasConverged, isUnanimous, measureAgreement } from '../consensus/agreement.ts';
import type { Judgement } from '../consensus/judgement.ts';
import { decideByJudge, decideByJudgements, decideByVote, isDecidedByVote } from '../consensus/verdict.ts';
import { isLastStop } from '../cost/within-budget.ts';
import { describeFailure, describeLostTurns, describeShortBudget } from './describe-failures.ts';
import type { DebateEvent, EscalationReason, Seat, StopReason } from './events.ts';
import { applyEvents, type Decision, evolve } from './evolve.ts';
import { hasCountedAnswers } from './settings.ts';
import {
  baselineSeatId,
  type DebateState,
  decidingSeats,
  findTurn,
  isFirstStage,
  isPhaseComplete,
  isTurnFinished,
  type OngoingDebate,
  phaseParticipants,
  positionHolders,
  type Turn,
  turnId,
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
  const notice = budgetNotice(state);
  if (notice || state.approval === 'requested') return notice;
  if (state.stop === null) return endRound(state);
  const isLast = isLastStop(state) && state.phase === 'decide';
  return (isLast ? approvalRequest(state, state.stop) : null) ?? concludeDebate(state, state.stop);
}

/** Only for a debate that can decide: without positions it fails, approved or not. */
function approvalRequest(state: OngoingDebate, stop: StopReason): DebateEvent | null {
  const { approval, settings, round } = state;
  if (!settings.approval || approval !== 'none' || missingPositions(state, stop)) return null;
  return { type: 'approval.requested', data: { round } };
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

/** After the blind proposals and after the last phase of a round: measures agreement, then stops or goes on. */
function endRound(state: OngoingDebate): DebateEvent | null {
  const lastPhase = state.settings.phases?.at(-1) ?? 'revise';
  if (!isPhaseComplete(state) || (state.phase !== 'propose' && state.phase !== lastPhase)) return null;
  if (state.phase === 'propose' && isFirstStage(state)) return endFirstStage(state);
  const reason = findStopReason(state);
  if (reason) return agreementMeasured(state, reason);
  const isMeasured = state.rounds.at(-1)?.agreement !== null;
  // Blind proposals to an open question contain no stances, so there is nothing to measure yet.
  if (!isMeasured && (state.phase !== 'propose' || hasCountedAnswers(state.settings)))
    return {
      type: 'agreement.measured',
      data: { ...measureAgreement(state), round: state.round, stop: null },
    };
  return { type: 'round.started', data: { round: state.round + 1 } };
}

/** The same first answers decide. To an open question, a judge says whether different words mean the same. */
function endFirstStage(state: OngoingDebate): DebateEvent {
  if (positionHolders(state).length < (state.settings.blindSeats ?? 0)) return debateEscalated('seat-lost');
  if (measureAgreement(state).score === 1) return agreementMeasured(state, 'agreed');
  return hasCountedAnswers(state.settings) ? debateEscalated('differ') : agreementMeasured(state, 'compared');
}

const debateEscalated = (reason: EscalationReason): DebateEvent => ({
  type: 'debate.escalated',
  data: { reason },
});

function findStopReason(state: OngoingDebate): StopReason | null {
  const completed = state.turns.filter(
    (turn) => turn.round === state.round && turn.phase === state.phase && turn.status === 'completed',
  );
  if (completed.length < state.settings.quorum) return 'quorum-lost';
  const mayStop = state.phase !== 'propose' || state.settings.stopWhenBlindAgree !== false;
  if (mayStop && isUnanimous(state, measureAgreement(state))) return 'agreed';
  if (state.phase === 'revise' && hasConverged(state)) return 'stable';
  return state.round >= state.settings.rounds ? 'rounds' : null;
}

export const agreementMeasured = (
  state: OngoingDebate,
  stop: StopReason,
): Extract<DebateEvent, { type: 'agreement.measured' }> => ({
  type: 'agreement.measured',
  data: { ...measureAgreement(state), round: state.round, stop },
});

/**
 * Ends a stopped debate: null while running turns or those of the decision are awaited. When all judges fail, a seat of
 * the panel takes their place; when that fails too, a vote decides without an explanation, and an open question stays
 * without an answer.
 */
function concludeDebate(state: OngoingDebate, stop: StopReason): DebateEvent | null {
  if (state.phase !== 'decide') return null;
  const problem = missingPositions(state, stop);
  if (problem) return debateFailed(stop, problem);
  const turns = decidingSeats(state).map((seat) => findDecisionTurn(state, seat));
  if (!turns.every(isTurnFinished)) return null;
  const judgements = turns.flatMap((turn): Judgement[] =>
    turn?.outcome?.phase === 'decide' ? [{ seat: turn.agent, outcome: turn.outcome, baseline: null }] : [],
  );
  const [first] = judgements;
  if (stop === 'compared') return concludeComparison(state, first ?? null);
  if (!first) {
    const failure = turns.find((turn) => turn?.failure)?.failure;
    const cause = failure ? describeFailure(failure) : 'no reply.';
    return endWithoutJudge(state, stop, `The judge could not decide: ${cause}`);
  }
  const baselineTurns = phaseParticipants(state, 'decide')
    .filter(({ id }) => id === baselineSeatId)
    .map((seat) => findDecisionTurn(state, seat));
  if (!baselineTurns.every(isTurnFinished)) return null;
  const separate = baselineTurns.map((turn) => turn?.outcome).find((outcome) => outcome?.phase === 'decide');
  const withBaseline = judgements.map((judgement) => ({ ...judgement, baseline: separate ?? null }));
  return {
    type: 'debate.decided',
    data: { ...decideByJudgements(state, stop, withBaseline), stopReason: stop },
  };
}

const findDecisionTurn = (state: OngoingDebate, { id }: Seat): Turn | undefined =>
  findTurn(state, turnId(state.round, 'decide', id));

/** First answers that the judge found to be the same in substance are the decision; otherwise all debate. */
function concludeComparison(state: OngoingDebate, judgement: Judgement | null): DebateEvent {
  if (!judgement) return debateEscalated('not-compared');
  const groups = judgement.outcome.comparison?.groups ?? [];
  const [holder, ...others] = positionHolders(state).map(({ id }) => id);
  const group = groups.find((agents) => holder !== undefined && agents.includes(holder)) ?? [];
  if (!others.every((id) => group.includes(id))) return debateEscalated('differ');
  // Only now is the comparison the decision.
  const request = approvalRequest(state, 'compared');
  if (request) return request;
  const result = decideByJudge(state, 'compared', { ...judgement, seat: state.settings.judge.id });
  return { type: 'debate.decided', data: { ...result, stopReason: 'agreed' } };
}

/** Ends a debate without a judge: a vote still decides, unless a person had to approve, and an open question fails. */
export function endWithoutJudge(state: OngoingDebate, stop: StopReason, message: string): DebateEvent {
  const isUnapproved = state.settings.approval === true && state.approval !== 'given';
  if (isUnapproved || !isDecidedByVote(state.settings) || missingPositions(state, stop))
    return debateFailed(stop, message);
  return { type: 'debate.decided', data: { ...decideByVote(state, null), stopReason: stop } };
}

/** Why the positions do not suffice for a decision, or null. A person who concludes early accepts fewer. */
function missingPositions(state: OngoingDebate, stop: StopReason): string | null {
  const { quorum, panel } = state.settings;
  const holders = positionHolders(state).length;
  if (holders > 0 && (stop !== 'quorum-lost' || holders >= quorum)) return null;
  const held =
    holders === 0
      ? 'No agent holds a position.'
      : `Only ${holders} of ${panel.length} agents stated a position.`;
  return [held, ...describeCause(state, stop)].join(' ');
}

/** Why the positions are missing, with what a person can do about it. */
function describeCause({ turns, superseded }: OngoingDebate, stop: StopReason): readonly string[] {
  if (stop === 'budget') return [describeShortBudget(superseded)];
  return [describeLostTurns(turns) ?? []].flat();
}

export const debateFailed = (stopReason: StopReason, message: string): DebateEvent => ({
  type: 'debate.failed',
  data: { stopReason, message },
});
