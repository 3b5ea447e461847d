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

/** A camp's sign beside its colour. Not a letter or a number: those name agents and rounds. */
export const campSign = (camp: number): string => [...'●■▲◆★⬟✚◗▰⬢✖◉'][camp % 12] ?? '';

export interface Row {
  readonly seat: Seat;
  /** For each of `roundsOf`; null where the agent stated no position. */
  readonly cells: readonly (Cell | null)[];
}

/** By agent. */
type Camps = ReadonlyMap<string, number>;

/** The strip: a row per agent, a cell per round that has a position. */
export function rowsOf(view: DebateView): readonly Row[] {
  const panel = view.settings?.panel ?? [];
  const camps = campsByRound(view);
  return panel.map((seat) => ({
    seat,
    cells: [...camps].map(([round, campOf]) => {
      const stated = statedIn(view, seat.id, round);
      if (!stated) return null;
      const { turn, position } = stated;
      const changedBecause = position.changed ? (position.changedBecause ?? '') : null;
      return { round, turn, position, changedBecause, camp: campOf.get(seat.id) ?? null };
    }),
  }));
}

/** The rounds in which anybody stated a position. */
export function roundsOf(view: DebateView): readonly number[] {
  const rounds = Array.from({ length: view.round + 1 }, (_, round) => round);
  return rounds.filter((round) => view.settings?.panel.some(({ id }) => statedIn(view, id, round)));
}

function campsByRound(view: DebateView): ReadonlyMap<number, Camps> {
  const camps = new Map<number, Camps>();
  let before: Camps = new Map();
  for (const round of roundsOf(view)) {
    const now = view.settings?.options ? campsByChoice(view, round) : campsByStances(view, round, before);
    camps.set(round, now);
    if (now.size > 0) before = now;
  }
  return camps;
}

/** The camp of a closed question is the option. */
function campsByChoice({ settings, ...view }: DebateView, round: number): Camps {
  const camps = new Map<string, number>();
  for (const { id } of settings?.panel ?? []) {
    const choice = statedIn(view, id, round)?.position.choice;
    if (choice !== undefined) camps.set(id, settings?.options?.indexOf(choice) ?? 0);
  }
  return camps;
}

/**
 * A camp keeps its number as long as somebody in it holds on to their position: who changed theirs comes over to the
 * others. A new camp is numbered by its first seat, where that number is free.
 */
function campsByStances(view: DebateView, round: number, before: Camps): Camps {
  const seats = view.settings?.panel.map(({ id }) => id) ?? [];
  const stances = stancesOn(view, round);
  if (stances.length === 0) return new Map();
  const numbered = new Map<number, readonly string[]>();
  const isFree = (camp: number | undefined) => camp !== undefined && !numbered.has(camp);
  const groups = groupsOf(seats, stances).map((group) => {
    const steady = group.filter((id) => !statedIn(view, id, round)?.position.changed);
    const kept = steady.map((id) => before.get(id)).find(isFree);
    if (kept !== undefined) numbered.set(kept, group);
    return { group, isNew: kept === undefined };
  });
  for (const { group, isNew } of groups) {
    const free = [seats.indexOf(group[0] ?? ''), ...seats.keys()].find(isFree);
    if (isNew && free !== undefined) numbered.set(free, group);
  }
  return new Map([...numbered].flatMap(([camp, group]) => group.map((id) => [id, camp] as const)));
}

/** Two agents belong together when at least one agrees with the other and neither disagrees. */
function groupsOf(seats: readonly string[], stances: readonly Said[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (const seat of seats) {
    const own = groups.find((group) =>
      group.some((other) => {
        const between = stances.filter(
          ({ by, agent }) => (by === seat && agent === other) || (by === other && agent === seat),
        );
        return between.length > 0 && between.every(({ agrees }) => agrees);
      }),
    );
    if (own) own.push(seat);
    else groups.push([seat]);
  }
  return groups;
}

type Said = Stance & { readonly by: string };

/** What was said of the positions of a round: by each agent in the critique that follows, else in its revision. */
function stancesOn(view: DebateView, round: number): readonly Said[] {
  const later = view.turns.filter((turn) => turn.round === round + 1 && turn.phase === 'critique');
  const own = view.turns.filter((turn) => turn.round === round && turn.phase === 'revise');
  const critics = new Set(later.filter(({ outcome }) => outcome).map(({ agent }) => agent));
  return [...later, ...own.filter(({ agent }) => !critics.has(agent))].flatMap(({ agent, outcome }) =>
    outcome?.phase === 'critique' || outcome?.phase === 'revise'
      ? outcome.stances.map((stance) => ({ ...stance, by: agent }))
      : [],
  );
}

function statedIn({ turns }: Pick<DebateView, 'turns'>, agent: string, round: number) {
  for (const { turn, outcome, ...of } of turns) {
    if (of.agent !== agent || of.round !== round) continue;
    if (outcome?.phase === 'propose' || outcome?.phase === 'revise')
      return { turn, position: outcome.position };
  }
  return null;
}
