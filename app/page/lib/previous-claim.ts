import type { TurnView } from '../../debate/views/turn.ts';

/** The claim that the agent of a turn held before it, or null when it stated none. */
export function previousClaim(turns: readonly TurnView[], turn: TurnView): string | null {
  const earlier = turns.slice(0, turns.indexOf(turn)).filter(({ agent }) => agent === turn.agent);
  return earlier.map(statedClaim).findLast((claim) => claim !== null) ?? null;
}

const statedClaim = ({ outcome }: TurnView): string | null =>
  outcome?.phase === 'propose' || outcome?.phase === 'revise' ? outcome.position.claim : null;
