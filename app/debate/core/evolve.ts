import { extractProse } from '../prompting/prose.ts';
import { assertNever, type DebateEvent } from './events.ts';
import {
  type Amount,
  type DebateState,
  findTurn,
  isPhaseComplete,
  type OngoingDebate,
  type StartedDebate,
  type Turn,
} from './state.ts';

type EventData<T extends DebateEvent['type']> = Extract<DebateEvent, { type: T }>['data'];

const noAmount: Amount = { usd: 0, tokens: 0 };

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
      return advancePhase(
        withTurn(state, event.data.turn, (turn) => ({ ...turn, status: 'retry', reserved: noAmount })),
      );
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
    case 'budget.noticed':
      return { ...state, budgetThresholdReached: event.data.share };
    case 'debate.decided':
      return {
        ...dropOngoingState(state),
        phase: 'ended',
        end: { status: 'decided', ...onDecided(event.data) },
      };
    case 'debate.failed':
      return {
        ...dropOngoingState(state),
        phase: 'ended',
        end: { status: 'failed', stop: event.data.stopReason, message: event.data.message },
      };
    case 'debate.cancelled':
      return { ...dropOngoingState(state), phase: 'ended', end: { status: 'cancelled', by: event.data.by } };
    default:
      return assertNever(event);
  }
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
  turns: [],
  rounds: [],
  notes: [],
  spent: noAmount,
  unpricedTokens: 0,
  budgetThresholdReached: 0,
  paused: false,
  stop: null,
});

const onDecided = (data: EventData<'debate.decided'>) => ({
  verdict: data.verdict,
  agreement: data.agreement,
  stop: data.stopReason,
});

/** Drops the members that only an ongoing debate has. */
function dropOngoingState(debate: OngoingDebate): StartedDebate {
  const { settings, round, turns, rounds, notes, spent, unpricedTokens, budgetThresholdReached } = debate;
  return { settings, round, turns, rounds, notes, spent, unpricedTokens, budgetThresholdReached };
}

function onTurnStarted(state: OngoingDebate, data: EventData<'turn.started'>): OngoingDebate {
  const previous = findTurn(state, data.turn);
  const turn: Turn = {
    id: data.turn,
    agent: data.agent,
    phase: data.phase,
    round: data.round,
    status: 'running',
    attempt: data.attempt,
    failures: previous?.failures ?? 0,
    reserved: { usd: data.reserved.usd ?? 0, tokens: data.reserved.tokens },
    model: data.model,
    outcome: null,
    prose: '',
    failure: null,
  };
  if (previous) return withTurn(state, data.turn, () => turn);
  return { ...state, turns: [...state.turns, turn] };
}

function onTurnFailed(turn: Turn, data: EventData<'turn.failed'>): Turn {
  return {
    ...turn,
    status: data.final ? 'failed' : 'retry',
    reserved: noAmount,
    failures: turn.failures + 1,
    failure: { reason: data.reason, message: data.message },
  };
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
  return state.phase === 'critique' && isPhaseComplete(state) ? { ...state, phase: 'revise' } : state;
}

function withTurn(state: OngoingDebate, id: string, change: (turn: Turn) => Turn): OngoingDebate {
  return { ...state, turns: state.turns.map((turn) => (turn.id === id ? change(turn) : turn)) };
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
