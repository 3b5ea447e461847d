import { extractProse } from '../prompting/prose.ts';
import { assertNever, type DebateEvent } from './events.ts';
import {
  type DebateState,
  type EndedDebate,
  findTurn,
  isPhaseComplete,
  type OngoingDebate,
  type Turn,
} from './state.ts';
import { type EventData, noAmount, onTurnFailed, onTurnStarted, withTurn } from './turn-events.ts';

/** The state after one more event. The log is trusted: an event out of order is a bug and throws. */
export function evolve(state: DebateState, event: DebateEvent): DebateState {
  if (event.type === 'debate.created') return onCreated(event.data);
  if (state.phase === 'none') throw new Error(`${event.type} before debate.created`);
  if (state.phase === 'ended') throw new Error(`${event.type} after the debate has ended`);
  switch (event.type) {
    case 'round.started':
      return {
        ...state,
        round: event.data.round,
        phase: event.data.round === 0 ? 'propose' : 'critique',
        rounds: [...state.rounds, { round: event.data.round, agreement: null }],
      };
    case 'turn.started':
      return onTurnStarted(state, event.data);
    case 'turn.superseded':
      return onTurnSuperseded(state, event.data.turn);
    case 'turn.completed':
      return advancePhase(
        addSpending(
          withTurn(state, event.data.turn, (turn) => ({
            ...turn,
            status: 'completed',
            reserved: noAmount,
            outcome: event.data.outcome,
            prose: extractProse(event.data.text),
          })),
          event.data,
        ),
      );
    case 'turn.failed':
      return advancePhase(
        addSpending(
          withTurn(state, event.data.turn, (turn) => onTurnFailed(turn, event.data)),
          event.data,
        ),
      );
    case 'agreement.measured':
      return onAgreementMeasured(state, event.data);
    case 'note.added':
      return { ...state, notes: [...state.notes, event.data] };
    case 'debate.paused':
      return { ...state, paused: true };
    case 'debate.resumed':
      return { ...state, paused: false };
    case 'debate.escalated':
      return onEscalated(state);
    case 'approval.requested':
      return { ...state, approval: 'requested' };
    case 'decision.approved':
      // Approval also ends a pause from before it was requested.
      return { ...state, approval: 'given', paused: false };
    case 'debate.extended':
      return onExtended(state, event.data);
    case 'budget.noticed':
      return { ...state, budgetThresholdReached: event.data.share };
    case 'debate.decided':
      return toEnded(state, { status: 'decided', ...onDecided(event.data) });
    case 'debate.failed': {
      const { stopReason, message } = event.data;
      return toEnded(state, { status: 'failed', stop: stopReason, message });
    }
    case 'debate.cancelled':
      return toEnded(state, { status: 'cancelled', by: event.data.by });
    default:
      return assertNever(event);
  }
}

function onTurnSuperseded(state: OngoingDebate, id: string): OngoingDebate {
  const { usd, tokens } = findTurn(state, id)?.reserved ?? noAmount;
  const superseded = { usd: state.superseded.usd + usd, tokens: state.superseded.tokens + tokens };
  const retried = withTurn(state, id, (turn) => ({ ...turn, status: 'retry', reserved: noAmount }));
  return advancePhase({ ...retried, superseded });
}

/** The state after a log, or after further events of it. */
export const foldEvents = (
  events: readonly DebateEvent[],
  from: DebateState = { phase: 'none' },
): DebateState => events.reduce(evolve, from);

/** The events of an accepted command, and the state after them. */
export interface Decision {
  readonly events: readonly DebateEvent[];
  readonly state: DebateState;
}

export const applyEvents = (state: DebateState, events: readonly DebateEvent[]): Decision => ({
  events,
  state: foldEvents(events, state),
});

const onCreated = (settings: EventData<'debate.created'>): OngoingDebate => ({
  phase: 'propose',
  settings,
  round: 0,
  escalated: false,
  turns: [],
  rounds: [],
  notes: [],
  spent: noAmount,
  superseded: noAmount,
  unpricedTokens: 0,
  budgetThresholdReached: 0,
  paused: false,
  approval: 'none',
  stop: null,
});

const onEscalated = (state: OngoingDebate): OngoingDebate => ({
  ...state,
  escalated: true,
  stop: null,
  phase: 'propose',
  approval: 'none',
});

/** A higher budget has shares of its own, so its notices start again. */
const onExtended = (
  state: OngoingDebate,
  { by: _, budget, ...times }: EventData<'debate.extended'>,
): OngoingDebate => ({
  ...state,
  settings: { ...state.settings, ...times, ...(budget && { budget }) },
  ...(budget && { budgetThresholdReached: 0 }),
});

const onDecided = (data: EventData<'debate.decided'>) => ({
  verdict: data.verdict,
  agreement: data.agreement,
  stop: data.stopReason,
});

/** Drops the members that only an ongoing debate has. */
function toEnded(debate: OngoingDebate, end: EndedDebate['end']): EndedDebate {
  const { phase: _phase, paused: _paused, approval: _approval, stop: _stop, ...started } = debate;
  return { ...started, phase: 'ended', end };
}

/** Keeps the agreement of the round. With a stop reason, running turns are cancelled unless they may end. */
function onAgreementMeasured(state: OngoingDebate, data: EventData<'agreement.measured'>): OngoingDebate {
  const { round, stop, finishTurns = false, ...agreement } = data;
  const rounds = state.rounds.map((entry) => (entry.round === round ? { round, agreement } : entry));
  if (stop === null) return { ...state, rounds };
  const turns = state.turns.map((turn): Turn => {
    if (turn.status === 'running' && !finishTurns) return { ...turn, status: 'cancelling' };
    return turn.status === 'retry' ? { ...turn, status: 'failed' } : turn;
  });
  return advancePhase({ ...state, rounds, turns, stop });
}

/**
 * A stopped debate decides once no turn runs that may still end. Revision follows critique without an event; every
 * other change of phase is an event.
 */
function advancePhase(state: OngoingDebate): OngoingDebate {
  if (state.stop && state.phase !== 'decide') {
    if (state.turns.some(({ status }) => status === 'running')) return state;
    const turns = state.turns.map(
      (turn): Turn => (turn.status === 'retry' ? { ...turn, status: 'failed' } : turn),
    );
    return { ...state, turns, phase: 'decide' };
  }
  const revises = state.settings.phases?.includes('revise') ?? true;
  return state.phase === 'critique' && revises && isPhaseComplete(state)
    ? { ...state, phase: 'revise' }
    : state;
}

function addSpending(
  state: OngoingDebate,
  { usage, costUsd }: EventData<'turn.completed'> | EventData<'turn.failed'>,
): OngoingDebate {
  const tokens = usage.inputTokens + usage.outputTokens;
  return {
    ...state,
    spent: { usd: state.spent.usd + (costUsd ?? 0), tokens: state.spent.tokens + tokens },
    unpricedTokens: state.unpricedTokens + (costUsd === null ? tokens : 0),
  };
}
