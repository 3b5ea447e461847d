import type { Position } from '../core/events.ts';
import type { SpokenTurn, StartedDebate } from '../core/state.ts';
import { hasChanged } from './claims.ts';

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
