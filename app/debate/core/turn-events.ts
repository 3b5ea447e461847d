import type { DebateEvent } from './events.ts';
import { type Amount, findTurn, type OngoingDebate, type Turn } from './state.ts';

// What the events of a turn do to the state.

export type EventData<T extends DebateEvent['type']> = Extract<DebateEvent, { type: T }>['data'];

export const noAmount: Amount = { usd: 0, tokens: 0 };

export function onTurnStarted(state: OngoingDebate, data: EventData<'turn.started'>): OngoingDebate {
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

export function onTurnFailed(turn: Turn, data: EventData<'turn.failed'>): Turn {
  return {
    ...turn,
    status: data.final ? 'failed' : 'retry',
    reserved: noAmount,
    failures: turn.failures + 1,
    failure: { reason: data.reason, message: data.message },
  };
}

export function withTurn(state: OngoingDebate, id: string, change: (turn: Turn) => Turn): OngoingDebate {
  return { ...state, turns: state.turns.map((turn) => (turn.id === id ? change(turn) : turn)) };
}
