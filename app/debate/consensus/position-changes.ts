import type { Verdict } from '../core/events.ts';
import { hasCountedAnswers } from '../core/settings.ts';
import type { EndedDebate, SpokenTurn, StartedDebate } from '../core/state.ts';
import { formatEstimate } from '../questions/pool-numbers.ts';
import { isSamePosition } from './claims.ts';
import { comparePositions } from './compare-positions.ts';
import { finalAgreement } from './minority.ts';
import { type HeldPosition, heldPositions } from './position-history.ts';

/** A change of position, in substance. */
export interface PositionChange {
  readonly agent: string;
  readonly round: number;
  readonly from: string;
  readonly to: string;
  /** Null when the agent gave no reason. */
  readonly because: string | null;
}

/** What changes of position follow from. The page knows it before a debate ends. */
export interface ChangeSource extends Pick<StartedDebate, 'settings' | 'round'> {
  readonly turns: readonly SpokenTurn[];
  readonly verdict: Pick<Verdict, 'moved'> | null;
  /** The agents by the positions that they hold now. */
  readonly groups: readonly (readonly string[])[];
}

export const listPositionChanges = (debate: EndedDebate): readonly PositionChange[] =>
  findPositionChanges({
    ...debate,
    verdict: debate.end.status === 'decided' ? debate.end.verdict : null,
    groups: finalAgreement(debate)?.groups ?? [],
  });

/**
 * Every change of position. In an open question an agent counts only when it moved: not when its last claim equals its
 * first, not when the judge found both to be the same, and without a judge's word not when it held the same as an
 * unmoved agent both at the start and at the end.
 */
export function findPositionChanges(source: ChangeSource): readonly PositionChange[] {
  const { settings, turns, round, verdict } = source;
  const isMoved = hasCountedAnswers(settings) ? () => true : createMoveCheck(source);
  return settings.panel.flatMap(({ id: agent }) => {
    const held = heldPositions(turns, agent, round);
    const [first, last] = [held[0], held.at(-1)];
    if (!first || !last || !isMoved(agent, first, last)) return [];
    const changes = held.flatMap((entry, index) => {
      const previous = held[index - 1];
      return previous && entry.version > previous.version ? [toChange(agent, previous, entry)] : [];
    });
    return changes.length === 0 && verdict?.moved?.includes(agent) ? [toChange(agent, first, last)] : changes;
  });
}

function createMoveCheck({ settings, turns, round, verdict, groups }: ChangeSource) {
  const panel = settings.panel.map(({ id }) => id);
  const atStart = comparePositions(turns, panel, 0).groups;
  const isUnmoved = (agent: string) => {
    const held = heldPositions(turns, agent, round);
    return held[0]?.version === held.at(-1)?.version;
  };
  const groupOf = (all: ChangeSource['groups'], agent: string) =>
    all.find((group) => group.includes(agent)) ?? [];
  return (agent: string, first: HeldPosition, last: HeldPosition): boolean => {
    if (isSamePosition(first.position, last.position)) return false;
    if (verdict?.moved) return verdict.moved.includes(agent);
    const unmoved = groupOf(atStart, agent).filter((other) => other !== agent && isUnmoved(other));
    return !groupOf(groups, agent).some((other) => unmoved.includes(other));
  };
}

function toChange(agent: string, from: HeldPosition, to: HeldPosition): PositionChange {
  const summarize = ({ position }: HeldPosition) =>
    position.choice ?? (position.estimate ? formatEstimate(position.estimate) : position.claim);
  return {
    agent,
    round: to.round,
    from: summarize(from),
    to: summarize(to),
    because: to.position.changedBecause ?? null,
  };
}
