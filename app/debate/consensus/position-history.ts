import type { Position } from '../core/events.ts';
import type { SpokenTurn, StartedDebate } from '../core/state.ts';
import { hasChanged, isSamePosition } from './claims.ts';

/** A position as held since a round. */
export interface HeldPosition {
  readonly round: number;
  readonly position: Position;
  /** Counts the changes in substance. */
  readonly version: number;
}

/** The positions that an agent stated up to a round, oldest first. */
export function heldPositions(
  turns: readonly SpokenTurn[],
  agent: string,
  round: number,
): readonly HeldPosition[] {
  const history: HeldPosition[] = [];
  for (const turn of turns) {
    if (turn.agent !== agent || turn.round > round) continue;
    if (turn.outcome?.phase !== 'propose' && turn.outcome?.phase !== 'revise') continue;
    const { position } = turn.outcome;
    const previous = history.at(-1);
    const peers = turns.flatMap(({ agent: other, round: earlier, outcome }) =>
      other !== agent && earlier < turn.round && (outcome?.phase === 'propose' || outcome?.phase === 'revise')
        ? [outcome.position]
        : [],
    );
    const isNew = previous !== undefined && hasChanged(previous.position, position, peers);
    history.push({ round: turn.round, position, version: (previous?.version ?? 0) + (isNew ? 1 : 0) });
  }
  return history;
}

/** True when the agent's revision in this round changed its position in substance. */
export function changedInRound({ turns }: StartedDebate, agent: string, round: number): boolean {
  const [before, after] = heldPositions(turns, agent, round).slice(-2);
  return after?.round === round && before !== undefined && after.version > before.version;
}

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
 * Every change of position. In an open question, an agent whose last claim equals its first has not changed, nor has
 * one whose first and last claim the judge found to be the same; `moved` lists the others, or is null.
 */
export function listPositionChanges(
  debate: StartedDebate,
  moved: readonly string[] | null,
): readonly PositionChange[] {
  return debate.settings.panel.flatMap(({ id: agent }) => {
    const held = heldPositions(debate.turns, agent, debate.round);
    const [first, last] = [held[0], held.at(-1)];
    if (!first || !last) return [];
    if (!debate.settings.options) {
      if (isSamePosition(first.position, last.position)) return [];
      if (moved && !moved.includes(agent)) return [];
    }
    const changes = held.flatMap((entry, index) => {
      const previous = held[index - 1];
      return previous && entry.version > previous.version ? [toChange(agent, previous, entry)] : [];
    });
    return changes.length === 0 && moved ? [toChange(agent, first, last)] : changes;
  });
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
