import type { Position, Seat, Stance } from '../../debate/core/events.ts';
import type { DebateView } from '../../debate/views/debate.ts';

/** What an agent held at the end of a round, for the agreement strip. */
export interface AgreementCell {
  readonly round: number;
  /** The turn that stated it. */
  readonly turn: string;
  readonly position: Position;
  /** Agents of one camp hold the same: an index from 0, or null while nobody has compared the positions. */
  readonly group: number | null;
  readonly changedBecause: string | null;
}

/** A camp's sign beside its colour. Not a letter or a number: those name agents and rounds. */
export const groupSymbol = (group: number): string => [...'●■▲◆★⬟✚◗▰⬢✖◉'][group % 12] ?? '';

export interface AgreementRow {
  readonly seat: Seat;
  /** For each of `roundsOf`; null where the agent stated no position. */
  readonly cells: readonly (AgreementCell | null)[];
}

/** By agent. */
type Groups = ReadonlyMap<string, number>;

/** The strip: a row per agent, a cell per round that has a position. */
export function agreementRows(view: DebateView): readonly AgreementRow[] {
  const panel = view.settings?.panel ?? [];
  const groups = groupsByRound(view);
  return panel.map((seat) => ({
    seat,
    cells: [...groups].map(([round, groupOf]) => {
      const found = findPosition(view, seat.id, round);
      if (!found) return null;
      const { turn, position } = found;
      const changedBecause = position.changed ? (position.changedBecause ?? '') : null;
      return { round, turn, position, changedBecause, group: groupOf.get(seat.id) ?? null };
    }),
  }));
}

/** The rounds in which anybody stated a position. */
export function roundsWithPositions(view: DebateView): readonly number[] {
  const rounds = Array.from({ length: view.round + 1 }, (_, round) => round);
  return rounds.filter((round) => view.settings?.panel.some(({ id }) => findPosition(view, id, round)));
}

function groupsByRound(view: DebateView): ReadonlyMap<number, Groups> {
  const groups = new Map<number, Groups>();
  let previous: Groups = new Map();
  for (const round of roundsWithPositions(view)) {
    const current = view.settings?.options
      ? groupsByChoice(view, round)
      : groupsByStances(view, round, previous);
    groups.set(round, current);
    if (current.size > 0) previous = current;
  }
  return groups;
}

/** The camp of a closed question is the option. */
function groupsByChoice({ settings, ...view }: DebateView, round: number): Groups {
  const groups = new Map<string, number>();
  for (const { id } of settings?.panel ?? []) {
    const choice = findPosition(view, id, round)?.position.choice;
    if (choice !== undefined) groups.set(id, settings?.options?.indexOf(choice) ?? 0);
  }
  return groups;
}

/**
 * A camp keeps its number as long as somebody in it holds on to their position: who changed theirs comes over to the
 * others. A new camp is numbered by its first seat, where that number is free.
 */
function groupsByStances(view: DebateView, round: number, previous: Groups): Groups {
  const seats = view.settings?.panel.map(({ id }) => id) ?? [];
  const stances = stancesInRound(view, round);
  if (stances.length === 0) return new Map();
  const numbered = new Map<number, readonly string[]>();
  const isFree = (number: number | undefined) => number !== undefined && !numbered.has(number);
  const groups = groupByAgreement(seats, stances).map((group) => {
    const unchanged = group.filter((id) => !findPosition(view, id, round)?.position.changed);
    const inherited = unchanged.map((id) => previous.get(id)).find(isFree);
    if (inherited !== undefined) numbered.set(inherited, group);
    return { group, isNew: inherited === undefined };
  });
  for (const { group, isNew } of groups) {
    const free = [seats.indexOf(group[0] ?? ''), ...seats.keys()].find(isFree);
    if (isNew && free !== undefined) numbered.set(free, group);
  }
  return new Map([...numbered].flatMap(([number, group]) => group.map((id) => [id, number] as const)));
}

/** Two agents belong together when at least one agrees with the other and neither disagrees. */
function groupByAgreement(
  seats: readonly string[],
  stances: readonly AttributedStance[],
): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (const seat of seats) {
    const match = groups.find((group) =>
      group.some((other) => {
        const mutual = stances.filter(
          ({ by, agent }) => (by === seat && agent === other) || (by === other && agent === seat),
        );
        return mutual.length > 0 && mutual.every(({ agrees }) => agrees);
      }),
    );
    if (match) match.push(seat);
    else groups.push([seat]);
  }
  return groups;
}

type AttributedStance = Stance & { readonly by: string };

/** What was said of the positions of a round: by each agent in the critique that follows, else in its revision. */
function stancesInRound(view: DebateView, round: number): readonly AttributedStance[] {
  const critiques = view.turns.filter((turn) => turn.round === round + 1 && turn.phase === 'critique');
  const revisions = view.turns.filter((turn) => turn.round === round && turn.phase === 'revise');
  const critics = new Set(critiques.filter(({ outcome }) => outcome).map(({ agent }) => agent));
  return [...critiques, ...revisions.filter(({ agent }) => !critics.has(agent))].flatMap(
    ({ agent, outcome }) =>
      outcome?.phase === 'critique' || outcome?.phase === 'revise'
        ? outcome.stances.map((stance) => ({ ...stance, by: agent }))
        : [],
  );
}

function findPosition({ turns }: Pick<DebateView, 'turns'>, agent: string, round: number) {
  for (const { turn, outcome, ...rest } of turns) {
    if (rest.agent !== agent || rest.round !== round) continue;
    if (outcome?.phase === 'propose' || outcome?.phase === 'revise')
      return { turn, position: outcome.position };
  }
  return null;
}
