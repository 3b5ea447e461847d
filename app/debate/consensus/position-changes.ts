import type { Verdict } from '../core/events.ts';
import type { EndedDebate } from '../core/state.ts';
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

/**
 * Every change of position. In an open question an agent counts only when it moved: not when its last claim equals its
 * first, not when the judge found both to be the same, and without a judge's word not when it held the same as an
 * unmoved agent both at the start and at the end.
 */
export function listPositionChanges(debate: EndedDebate): readonly PositionChange[] {
  const verdict = debate.end.status === 'decided' ? debate.end.verdict : null;
  const isMoved = debate.settings.options ? () => true : createMoveCheck(debate, verdict);
  return debate.settings.panel.flatMap(({ id: agent }) => {
    const held = heldPositions(debate.turns, agent, debate.round);
    const [first, last] = [held[0], held.at(-1)];
    if (!first || !last || !isMoved(agent, first, last)) return [];
    const changes = held.flatMap((entry, index) => {
      const previous = held[index - 1];
      return previous && entry.version > previous.version ? [toChange(agent, previous, entry)] : [];
    });
    return changes.length === 0 && verdict?.moved?.includes(agent) ? [toChange(agent, first, last)] : changes;
  });
}

function createMoveCheck(debate: EndedDebate, verdict: Verdict | null) {
  const panel = debate.settings.panel.map(({ id }) => id);
  const atStart = comparePositions(debate.turns, panel, 0).groups;
  const atEnd = finalAgreement(debate)?.groups ?? [];
  const isUnmoved = (agent: string) => {
    const held = heldPositions(debate.turns, agent, debate.round);
    return held[0]?.version === held.at(-1)?.version;
  };
  const companions = (groups: readonly (readonly string[])[], agent: string) =>
    groups.find((group) => group.includes(agent)) ?? [];
  return (agent: string, first: HeldPosition, last: HeldPosition): boolean => {
    if (isSamePosition(first.position, last.position)) return false;
    if (verdict?.moved) return verdict.moved.includes(agent);
    const others = companions(atStart, agent).filter((other) => other !== agent && isUnmoved(other));
    return !companions(atEnd, agent).some((other) => others.includes(other));
  };
}

function toChange(agent: string, from: HeldPosition, to: HeldPosition): PositionChange {
  const summarize = ({ position }: HeldPosition) => position.choice ?? position.claim;
  return {
    agent,
    round: to.round,
    from: summarize(from),
    to: summarize(to),
    because: to.position.changedBecause ?? null,
  };
}
