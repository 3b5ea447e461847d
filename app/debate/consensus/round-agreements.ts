import type { Agreement } from '../core/events.ts';
import type { SpokenTurn } from '../core/state.ts';
import { shareOfLargest } from './agreement.ts';
import { comparePositions } from './compare-positions.ts';

/** How far the positions held at the end of a round agree. */
export interface RoundAgreement {
  readonly round: number;
  /** Null: not measured, because no two of the positions were compared. */
  readonly score: number | null;
  readonly groups: readonly (readonly string[])[];
}

/**
 * One entry for each round in which at least one agent stated a position. The agreement at the end of a debate takes
 * the place of the last comparison. The record and the page use this function, so that they cannot differ.
 */
export function listRoundAgreements(
  turns: readonly SpokenTurn[],
  panel: readonly string[],
  final: Pick<Agreement, 'score' | 'groups'> | null,
): readonly RoundAgreement[] {
  const stated = turns.flatMap(({ round, outcome }) =>
    outcome?.phase === 'propose' || outcome?.phase === 'revise' ? [round] : [],
  );
  const rounds = [...new Set(stated)].sort((a, b) => a - b);
  return rounds.map((round) => {
    if (final && round === rounds.at(-1)) return { round, score: final.score, groups: final.groups };
    const { groups, isMeasured } = comparePositions(turns, panel, round);
    return { round, score: isMeasured ? shareOfLargest(groups) : null, groups };
  });
}
