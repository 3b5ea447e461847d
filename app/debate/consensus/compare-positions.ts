import type { AgreementException, Stance } from '../core/events.ts';
import type { SpokenTurn } from '../core/state.ts';
import { groupNumbers } from '../questions/pool-numbers.ts';
import { isSamePosition } from './claims.ts';
import { type HeldPosition, heldPositions } from './position-history.ts';

/** The positions that a panel holds at the end of a round, by groups that hold the same. */
export interface PositionGroups {
  /** Agents, largest group first; equal groups in the order of the panel. */
  readonly groups: readonly (readonly string[])[];
  /** False when no two of these positions have been compared, so that the groups mean nothing. */
  readonly isMeasured: boolean;
  readonly exceptions: readonly AgreementException[];
}

/**
 * Groups the positions held at the end of a round. Closed questions: by option. Numeric ones: by the tolerance. Open
 * ones: the same claim is agreement, and a stance counts while neither of the two positions has changed since. Stances
 * of the next critique, which is about these positions, count too. The engine and the page use this function.
 */
export function comparePositions(
  turns: readonly SpokenTurn[],
  panel: readonly string[],
  round: number,
): PositionGroups {
  const histories = new Map(panel.map((agent) => [agent, heldPositions(turns, agent, round)]));
  const holders = panel.filter((agent) => histories.get(agent)?.length);
  const heldBy = (agent: string) => histories.get(agent)?.at(-1)?.position;
  const stances = validStances(turns, histories, round);
  const isSame = (a: string, b: string): boolean => {
    const [positionA, positionB] = [heldBy(a), heldBy(b)];
    return positionA !== undefined && positionB !== undefined && isSamePosition(positionA, positionB);
  };
  /** Null: not compared. */
  const verdict = (a: string, b: string): boolean | null => {
    if (isSame(a, b)) return true;
    if (heldBy(a)?.choice !== undefined || heldBy(a)?.estimate) return false;
    const mutual = stances.filter(({ by, agent }) => (by === a && agent === b) || (by === b && agent === a));
    return mutual.length === 0 ? null : mutual.every(({ agrees }) => agrees);
  };
  const numbers = holders.flatMap((agent) => {
    const estimate = heldBy(agent)?.estimate;
    return estimate ? [{ agent, estimate }] : [];
  });
  const groups =
    numbers.length > 0 ? groupNumbers(numbers) : mergeGroups(partition(holders, isSame), verdict);
  const pairs = holders.flatMap((a, index) => holders.slice(index + 1).map((b) => [a, b] as const));
  return {
    groups: sortBySize(groups, panel),
    isMeasured: pairs.some(([a, b]) => verdict(a, b) !== null),
    exceptions: stances.flatMap(({ by, agent, except }) =>
      except !== undefined && groups.some((group) => group.includes(by) && group.includes(agent))
        ? [{ agent: by, about: agent, except }]
        : [],
    ),
  };
}

/** Splits agents into groups by an equivalence. */
export function partition(
  agents: readonly string[],
  isSame: (a: string, b: string) => boolean,
): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (const agent of agents) {
    const group = groups.find(([first]) => first !== undefined && isSame(first, agent));
    if (group) group.push(agent);
    else groups.push([agent]);
  }
  return groups;
}

/**
 * Merges two groups when at least one pair across them agrees and none disagrees, until no two groups can be merged:
 * where agents hear only some of the others, agreement passes from one to the next.
 */
function mergeGroups(
  groups: readonly (readonly string[])[],
  verdict: (a: string, b: string) => boolean | null,
): readonly (readonly string[])[] {
  const merged = mergeOnce(groups, verdict);
  return merged.length === groups.length ? merged : mergeGroups(merged, verdict);
}

function mergeOnce(
  groups: readonly (readonly string[])[],
  verdict: (a: string, b: string) => boolean | null,
): readonly (readonly string[])[] {
  const merged: (readonly string[])[] = [];
  for (const group of groups) {
    const index = merged.findIndex((other) => {
      const verdicts = other.flatMap((a) => group.map((b) => verdict(a, b)));
      return verdicts.includes(true) && !verdicts.includes(false);
    });
    const match = merged[index];
    if (match) merged[index] = [...match, ...group];
    else merged.push(group);
  }
  return merged;
}

export function sortBySize(
  groups: readonly (readonly string[])[],
  panel: readonly string[],
): readonly (readonly string[])[] {
  const seatIndex = (group: readonly string[]) => Math.min(...group.map((agent) => panel.indexOf(agent)));
  return groups
    .map((group) => group.toSorted((a, b) => panel.indexOf(a) - panel.indexOf(b)))
    .sort((a, b) => b.length - a.length || seatIndex(a) - seatIndex(b));
}

type Histories = ReadonlyMap<string, readonly HeldPosition[]>;

type AttributedStance = Stance & { readonly by: string };

/** The latest stance of each agent on each other one that still compares the positions that both hold. */
function validStances(
  turns: readonly SpokenTurn[],
  histories: Histories,
  round: number,
): readonly AttributedStance[] {
  const latest = new Map<string, AttributedStance>();
  const versionBefore = (agent: string, end: number) =>
    histories.get(agent)?.findLast((held) => held.round < end)?.version;
  const currentVersion = (agent: string) => histories.get(agent)?.at(-1)?.version;
  for (const { agent: by, phase, round: turnRound, outcome } of turns) {
    if (outcome?.phase !== 'critique' && outcome?.phase !== 'revise') continue;
    if (turnRound > (phase === 'critique' ? round + 1 : round)) continue;
    const ownVersion = versionBefore(by, phase === 'revise' ? turnRound + 1 : turnRound);
    for (const stance of outcome.stances) {
      const isCurrent =
        ownVersion === currentVersion(by) &&
        versionBefore(stance.agent, turnRound) === currentVersion(stance.agent);
      const key = `${by} ${stance.agent}`;
      if (isCurrent) latest.set(key, { ...stance, by });
    }
  }
  return [...latest.values()];
}
