import type { Position, Seat, Stance } from '../debate/events.ts';
import type { DebateView } from '../debate/view.ts';

/** What an agent held at the end of a round, for the agreement strip. */
export interface Cell {
  readonly round: number;
  /** The turn that stated it. */
  readonly turn: string;
  readonly position: Position;
  /** Agents of one camp hold the same: an index from 0, or null while nobody has compared the positions. */
  readonly camp: number | null;
  readonly changedBecause: string | null;
}

export interface Row {
  readonly seat: Seat;
  /** By round; null where the agent stated no position. */
  readonly cells: readonly (Cell | null)[];
}

/** The strip: a row per agent, a cell per round that has a position. */
export function rowsOf(view: DebateView): readonly Row[] {
  const { settings } = view;
  if (!settings) return [];
  const rounds = Array.from({ length: view.round + 1 }, (_, round) => round);
  const camps = rounds.map((round) => campsOf(view, round));
  return settings.panel.map((seat) => ({
    seat,
    cells: rounds.map((round) => {
      const stated = statedIn(view, seat.id, round);
      if (!stated) return null;
      const { turn, position } = stated;
      const changedBecause = position.changed ? (position.changedBecause ?? '') : null;
      return { round, turn, position, changedBecause, camp: camps[round]?.get(seat.id) ?? null };
    }),
  }));
}

/** The camp of each agent that stated a position in a round. */
function campsOf(view: DebateView, round: number): ReadonlyMap<string, number> {
  const panel = view.settings?.panel ?? [];
  const options = view.settings?.options;
  if (options) {
    return new Map(
      panel.flatMap(({ id }) => {
        const choice = statedIn(view, id, round)?.position.choice;
        return choice === undefined ? [] : [[id, options.indexOf(choice)] as const];
      }),
    );
  }
  return campsByStances(
    panel.map(({ id }) => id),
    stancesOn(view, round),
  );
}

/**
 * Two agents are of one camp when at least one agrees with the other and neither disagrees. A camp is numbered by its
 * first seat, so that it keeps its colour from round to round.
 */
function campsByStances(seats: readonly string[], stances: readonly (Stance & { by: string })[]) {
  const camps = new Map<string, number>();
  if (stances.length === 0) return camps;
  const between = (a: string, b: string) =>
    stances.filter(({ by, agent }) => (by === a && agent === b) || (by === b && agent === a));
  seats.forEach((seat, index) => {
    const friend = seats.slice(0, index).find((other) => {
      const said = between(seat, other);
      return said.length > 0 && said.every(({ agrees }) => agrees);
    });
    camps.set(seat, friend === undefined ? index : (camps.get(friend) ?? index));
  });
  return camps;
}

/** What was said of the positions of a round: by each agent in the critique that follows, else in its revision. */
function stancesOn(view: DebateView, round: number): readonly (Stance & { by: string })[] {
  const later = view.turns.filter((turn) => turn.round === round + 1 && turn.phase === 'critique');
  const own = view.turns.filter((turn) => turn.round === round && turn.phase === 'revise');
  const critics = new Set(later.filter(({ outcome }) => outcome).map(({ agent }) => agent));
  return [...later, ...own.filter(({ agent }) => !critics.has(agent))].flatMap(({ agent, outcome }) =>
    outcome?.phase === 'critique' || outcome?.phase === 'revise'
      ? outcome.stances.map((stance) => ({ ...stance, by: agent }))
      : [],
  );
}

function statedIn(
  view: DebateView,
  agent: string,
  round: number,
): { turn: string; position: Position } | null {
  for (const { turn, outcome, ...other } of view.turns) {
    if (other.agent !== agent || other.round !== round) continue;
    if (outcome?.phase === 'propose' || outcome?.phase === 'revise')
      return { turn, position: outcome.position };
  }
  return null;
}
