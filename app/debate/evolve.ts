import { assertNever, type DebateEvent } from './events.ts';
import {
  type Course,
  type Debate,
  findTurn,
  type Money,
  type Open,
  phaseSettled,
  type Turn,
} from './state.ts';

type Data<T extends DebateEvent['type']> = Extract<DebateEvent, { type: T }>['data'];

const none: Money = { usd: 0, tokens: 0 };

/** The state after one more event. The log is trusted: an event that cannot follow is a bug and throws. */
export function evolve(state: Debate, event: DebateEvent): Debate {
  if (event.type === 'debate.created') return created(event.data);
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
      return started(state, event.data);
    case 'turn.superseded':
      return withTurn(state, event.data.turn, (turn) => ({ ...turn, status: 'retry', reserved: none }));
    case 'turn.completed':
      return afterPhase(
        spend(
          withTurn(state, event.data.turn, (turn) => ({
            ...turn,
            status: 'completed',
            reserved: none,
            outcome: event.data.outcome,
          })),
          event.data,
        ),
      );
    case 'turn.failed':
      return afterPhase(
        spend(
          withTurn(state, event.data.turn, (turn) => failed(turn, event.data)),
          event.data,
        ),
      );
    case 'agreement.measured':
      return measured(state, event.data);
    case 'note.added':
      return { ...state, notes: [...state.notes, event.data] };
    case 'debate.paused':
      return { ...state, paused: true };
    case 'debate.resumed':
      return { ...state, paused: false };
    case 'budget.noticed':
      return { ...state, noticed: event.data.share };
    case 'debate.decided':
      return { ...course(state), phase: 'ended', end: { how: 'decided', ...decided(event.data) } };
    case 'debate.failed':
      return {
        ...course(state),
        phase: 'ended',
        end: { how: 'failed', stop: event.data.stopReason, message: event.data.message },
      };
    case 'debate.cancelled':
      return { ...course(state), phase: 'ended', end: { how: 'cancelled', by: event.data.by } };
    default:
      return assertNever(event);
  }
}

/** The state after a whole log, or after more of it. */
export const fold = (events: readonly DebateEvent[], from: Debate = { phase: 'none' }): Debate =>
  events.reduce(evolve, from);

const created = (settings: Data<'debate.created'>): Open => ({
  phase: 'propose',
  settings,
  round: 0,
  turns: [],
  rounds: [],
  notes: [],
  spent: none,
  unpricedTokens: 0,
  noticed: 0,
  paused: false,
  stop: null,
});

const decided = (data: Data<'debate.decided'>) => ({
  verdict: data.verdict,
  agreement: data.agreement,
  stop: data.stopReason,
});

/** A running state without what only a running state has. */
function course(open: Open): Course {
  const { settings, round, turns, rounds, notes, spent, unpricedTokens, noticed } = open;
  return { settings, round, turns, rounds, notes, spent, unpricedTokens, noticed };
}

function started(state: Open, data: Data<'turn.started'>): Open {
  const before = findTurn(state, data.turn);
  const turn: Turn = {
    id: data.turn,
    agent: data.agent,
    phase: data.phase,
    round: data.round,
    status: 'running',
    attempt: data.attempt,
    failures: before?.failures ?? 0,
    reserved: { usd: data.reserved.usd ?? 0, tokens: data.reserved.tokens },
    outcome: null,
    failure: null,
  };
  if (before) return withTurn(state, data.turn, () => turn);
  return { ...state, turns: [...state.turns, turn] };
}

function failed(turn: Turn, data: Data<'turn.failed'>): Turn {
  return {
    ...turn,
    status: data.final ? 'failed' : 'retry',
    reserved: none,
    failures: turn.failures + 1,
    failure: { reason: data.reason, message: data.message },
  };
}

/** Keeps the measure of the round; with a reason to stop, what still runs is abandoned. */
function measured(state: Open, data: Data<'agreement.measured'>): Open {
  const { round, stop, ...agreement } = data;
  const rounds = state.rounds.map((entry) => (entry.round === round ? { round, agreement } : entry));
  if (stop === null) return { ...state, rounds };
  const turns = state.turns.map((turn): Turn => {
    if (turn.status === 'running') return { ...turn, status: 'abandoned' };
    return turn.status === 'retry' ? { ...turn, status: 'failed' } : turn;
  });
  return { ...state, rounds, turns, stop, phase: 'decide' };
}

/** Critique gives way to revision by itself; every other change of phase is an event. */
const afterPhase = (state: Open): Open =>
  state.phase === 'critique' && phaseSettled(state) ? { ...state, phase: 'revise' } : state;

function withTurn(state: Open, id: string, change: (turn: Turn) => Turn): Open {
  return { ...state, turns: state.turns.map((turn) => (turn.id === id ? change(turn) : turn)) };
}

function spend(state: Open, { usage, costUsd }: Data<'turn.completed'> | Data<'turn.failed'>): Open {
  const tokens = usage.inputTokens + usage.outputTokens;
  return {
    ...state,
    spent: { usd: state.spent.usd + (costUsd ?? 0), tokens: state.spent.tokens + tokens },
    unpricedTokens: state.unpricedTokens + (costUsd === null ? tokens : 0),
  };
}
