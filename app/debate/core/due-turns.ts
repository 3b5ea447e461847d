import type { Phase, Seat } from './events.ts';
import { type DebateState, findTurn, phaseParticipants, turnId } from './state.ts';

/** A turn to start now. */
export interface DueTurn {
  readonly turn: string;
  readonly attempt: number;
  /** Its model is the fallback after a failed attempt. */
  readonly agent: Seat;
  readonly phase: Phase;
  readonly round: number;
}

/**
 * The turns of the current phase that have not started, or that need another attempt. Empty while paused and after the
 * end. Ids depend on the state alone, so that every worker derives the same turns.
 */
export function dueTurns(state: DebateState): readonly DueTurn[] {
  if (state.phase === 'none' || state.phase === 'ended' || state.paused) return [];
  if (state.approval === 'requested') return [];
  const { phase, round, stop } = state;
  if (stop && phase !== 'decide') return [];
  return phaseParticipants(state, phase).flatMap((seat) => {
    const id = turnId(round, phase, seat.id);
    const turn = findTurn(state, id);
    if (turn && turn.status !== 'retry') return [];
    const model = (turn?.failures ? seat.fallback : undefined) ?? seat.model;
    const agent = { ...seat, model };
    return [{ turn: id, attempt: (turn?.attempt ?? 0) + 1, agent, phase, round }];
  });
}
