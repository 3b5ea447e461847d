import type { Position, Seat } from '../core/events.ts';
import { currentPosition, type EndedDebate, positionHistory, positionHolders } from '../core/state.ts';
import { latestStances } from './agreement.ts';

export interface Dissent {
  readonly agent: string;
  readonly position: Position;
  readonly points: readonly string[];
}

export interface PositionChange {
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
export function findMinority(state: EndedDebate): readonly Dissent[] {
  const seats = positionHolders(state);
  const objections = (agent: string) => latestStances(state, agent).filter((stance) => !stance.agrees);
  const dissent = (seat: Seat): Dissent[] => {
    const position = currentPosition(state, seat.id);
    return position
      ? [{ agent: seat.id, position, points: objections(seat.id).map(({ point }) => point) }]
      : [];
  };
  if (state.settings.options) {
    const choice = state.end.status === 'decided' ? state.end.verdict.choice : undefined;
    return seats.filter((seat) => currentPosition(state, seat.id)?.choice !== choice).flatMap(dissent);
  }
  const countObjections = (agent: string) =>
    objections(agent).length +
    seats.flatMap(({ id }) => objections(id)).filter((stance) => stance.agent === agent).length;
  const outliers = seats.filter(({ id }) => countObjections(id) > seats.length - 1);
  return (outliers.length > 0 ? outliers : seats.filter(({ id }) => objections(id).length > 0)).flatMap(
    dissent,
  );
}

export function listPositionChanges(state: EndedDebate): readonly PositionChange[] {
  return state.settings.panel.flatMap((seat) => {
    const positions = positionHistory(state, seat.id);
    return positions.flatMap(({ round, position }, index) => {
      const previous = positions[index - 1]?.position;
      if (!previous || !position.changed) return [];
      const summarize = (p: Position) => p.choice ?? p.claim;
      return [
        {
          agent: seat.id,
          round,
          from: summarize(previous),
          to: summarize(position),
          because: position.changedBecause ?? '',
        },
      ];
    });
  });
}
