import type { Phase, Seat } from './events.ts';
import { type DebateState, findTurn, phaseParticipants, turnId } from './state.ts';

/** A turn that is to be spoken now. */
export interface DueTurn {
  readonly turn: string;
  readonly attempt: number;
  readonly agent: Seat;
  readonly phase: Phase;
  readonly round: number;
}

/**
 * The turns that are due and that nobody is speaking. Empty while turns run, while paused, and after the end. The ids
 * come from the state alone, so whoever asks, and however often, is told the same turns.
 */
export function dueTurns(state: DebateState): readonly DueTurn[] {
  if (state.phase === 'none' || state.phase === 'ended' || state.paused) return [];
  const { phase, round } = state;
  return phaseParticipants(state, phase).flatMap((agent) => {
    const id = turnId(round, phase, agent.id);
    const turn = findTurn(state, id);
    if (turn && turn.status !== 'retry') return [];
    return [{ turn: id, attempt: (turn?.attempt ?? 0) + 1, agent, phase, round }];
  });
}
