import { comparePositions } from '../../debate/consensus/compare-positions.ts';
import { findPositionChanges, type PositionChange } from '../../debate/consensus/position-changes.ts';
import { type HeldPosition, heldPositions } from '../../debate/consensus/position-history.ts';
import { listRoundAgreements, type RoundAgreement } from '../../debate/consensus/round-agreements.ts';
import type { DebateSettings, Position, Seat } from '../../debate/core/events.ts';
import { turnId } from '../../debate/core/state.ts';
import type { DebateView } from '../../debate/views/debate.ts';

/** The position that an agent holds at the end of a round. */
export interface AgreementCell {
  /** The turn that stated it. */
  readonly turn: string;
  readonly position: Position;
  /** Agents in one group hold the same: an index from 0, or null when the positions were not compared. */
  readonly group: number | null;
  /** True when it was stated in an earlier round and none in this one. */
  readonly isEarlier: boolean;
  readonly change: PositionChange | null;
}

export interface AgreementRow {
  readonly seat: Seat;
  /** One for each round of the table; null before the agent held a position. */
  readonly cells: readonly (AgreementCell | null)[];
}

export interface AgreementTable {
  readonly rounds: readonly RoundAgreement[];
  readonly rows: readonly AgreementRow[];
}

/** The symbol of a group, next to its colour. Letters and numbers would look like agents and rounds. */
export const groupSymbol = (group: number): string => [...'●■▲◆★⬟✚◗▰⬢✖◉'][group % 12] ?? '';

/** The positions of all agents by round, grouped as in the record. */
export function buildAgreementTable(view: DebateView): AgreementTable {
  const { settings, turns, finalAgreement } = view;
  if (!settings) return { rounds: [], rows: [] };
  const panel = settings.panel.map(({ id }) => id);
  const rounds = listRoundAgreements(turns, panel, finalAgreement);
  const numbersByRound = numberGroups(view, settings, rounds);
  const changes = listChanges(view, settings);
  const toCell = (agent: string, index: number): AgreementCell | null => {
    const round = rounds[index]?.round ?? 0;
    const held = heldPositions(turns, agent, round).at(-1);
    if (!held) return null;
    const isEarlier = held.round < round;
    return {
      turn: turnId(held.round, held.round === 0 ? 'propose' : 'revise', agent),
      position: held.position,
      group: numbersByRound[index]?.get(agent) ?? null,
      isEarlier,
      change:
        changes.find((change) => change.agent === agent && change.round === round && !isEarlier) ?? null,
    };
  };
  const rows = settings.panel.map((seat) => ({
    seat,
    cells: rounds.map((_, index) => toCell(seat.id, index)),
  }));
  return { rounds, rows };
}

function listChanges(
  { turns, round, verdict, finalAgreement }: DebateView,
  settings: DebateSettings,
): readonly PositionChange[] {
  const panel = settings.panel.map(({ id }) => id);
  const { groups } = finalAgreement ?? comparePositions(turns, panel, round);
  return findPositionChanges({ settings, turns, round, verdict, groups });
}

/** Group numbers by agent. */
type GroupNumbers = ReadonlyMap<string, number>;

/** The group numbers of each round; none for a round whose positions were not compared. */
function numberGroups(
  { turns }: DebateView,
  { panel, options }: DebateSettings,
  rounds: readonly RoundAgreement[],
): readonly GroupNumbers[] {
  let previous: GroupNumbers = new Map();
  let previousRound = 0;
  return rounds.map(({ round, score, groups }) => {
    const held = (agent: string, until: number): HeldPosition | undefined =>
      heldPositions(turns, agent, until).at(-1);
    if (options) {
      const choiceOf = (agent: string) => held(agent, round)?.position.choice ?? '';
      return new Map(groups.flat().map((agent) => [agent, options.indexOf(choiceOf(agent))] as const));
    }
    if (score === null) return new Map();
    const before = previousRound;
    const isUnchanged = (agent: string) => held(agent, round)?.version === held(agent, before)?.version;
    const inherited = new Map([...previous].filter(([agent]) => isUnchanged(agent)));
    previous = assignNumbers(groups, inherited, panel);
    previousRound = round;
    return previous;
  });
}

/**
 * A group keeps its number while one of its agents keeps its position. A new group gets the number of its first seat,
 * or the lowest free one.
 */
function assignNumbers(
  groups: readonly (readonly string[])[],
  inherited: GroupNumbers,
  panel: readonly Seat[],
): GroupNumbers {
  const taken = new Set<number>();
  const take = (candidates: readonly (number | undefined)[]) => {
    const number = candidates.find((candidate) => candidate !== undefined && !taken.has(candidate));
    if (number !== undefined) taken.add(number);
    return number;
  };
  const kept = groups.map((group) => take(group.map((agent) => inherited.get(agent))));
  const numbered = groups.map((group, index) => {
    const firstSeat = panel.findIndex(({ id }) => id === group[0]);
    return kept[index] ?? take([firstSeat, ...panel.keys()]) ?? 0;
  });
  return new Map(groups.flatMap((group, index) => group.map((agent) => [agent, numbered[index] ?? 0])));
}
