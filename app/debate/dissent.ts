import { lastStances } from './consensus.ts';
import type { Position, Seat } from './events.ts';
import { type Ended, heldPosition, holders, positionsOf } from './state.ts';

export interface Dissent {
  readonly agent: string;
  readonly position: Position;
  readonly points: readonly string[];
}

export interface Flip {
  readonly agent: string;
  readonly round: number;
  readonly from: string;
  readonly to: string;
  readonly because: string;
}

/**
 * Who does not go along. Closed: who ended on another option. Open: whom most of the panel disagrees with, one way or
 * the other; when disagreement is spread so that nobody stands out, everyone who still objects.
 */
export function minorityOf(state: Ended): readonly Dissent[] {
  const seats = holders(state);
  const objections = (agent: string) => lastStances(state, agent).filter((stance) => !stance.agrees);
  const dissent = (seat: Seat): Dissent[] => {
    const position = heldPosition(state, seat.id);
    return position
      ? [{ agent: seat.id, position, points: objections(seat.id).map(({ point }) => point) }]
      : [];
  };
  if (state.settings.options) {
    const choice = state.end.how === 'decided' ? state.end.verdict.choice : undefined;
    return seats.filter((seat) => heldPosition(state, seat.id)?.choice !== choice).flatMap(dissent);
  }
  const against = (agent: string) =>
    objections(agent).length +
    seats.flatMap(({ id }) => objections(id)).filter((stance) => stance.agent === agent).length;
  const alone = seats.filter(({ id }) => against(id) > seats.length - 1);
  return (alone.length > 0 ? alone : seats.filter(({ id }) => objections(id).length > 0)).flatMap(dissent);
}

export function flipsOf(state: Ended): readonly Flip[] {
  return state.settings.panel.flatMap((seat) => {
    const held = positionsOf(state, seat.id);
    return held.flatMap(({ round, position }, index) => {
      const before = held[index - 1]?.position;
      if (!before || !position.changed) return [];
      const name = (p: Position) => p.choice ?? p.claim;
      return [
        {
          agent: seat.id,
          round,
          from: name(before),
          to: name(position),
          because: position.changedBecause ?? '',
        },
      ];
    });
  });
}
