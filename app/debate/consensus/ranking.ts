import type { RankedAnswer } from '../core/events.ts';
import { positionHolders, type StartedDebate } from '../core/state.ts';
import { latestStances } from './stances.ts';

/**
 * Ranks the answers by the points that the other agents gave them. Each agent counts alike, however generous it is:
 * what matters is which answers it put above which. Best first; empty when no agent has ranked.
 */
export function rankAnswers(debate: StartedDebate): readonly RankedAnswer[] {
  const holders = positionHolders(debate).map(({ id }) => id);
  const ballots = holders.map((ranker) =>
    latestStances(debate, ranker).flatMap(({ agent, points }) =>
      points === undefined || agent === ranker ? [] : [{ agent, points }],
    ),
  );
  return holders
    .flatMap((agent): RankedAnswer[] => {
      const shares = ballots.flatMap((ballot) => shareBeaten(ballot, agent) ?? []);
      return shares.length === 0 ? [] : [{ agent, share: roundShare(mean(shares)) }];
    })
    .sort((a, b) => b.share - a.share);
}

type Ballot = readonly { readonly agent: string; readonly points: number }[];

/** The part of the other answers that an answer beats; a tie counts half. Null when the ballot does not compare it. */
function shareBeaten(ballot: Ballot, agent: string): number | null {
  const own = ballot.find((entry) => entry.agent === agent);
  const others = ballot.filter((entry) => entry !== own);
  if (!own || others.length === 0) return null;
  const beaten = others.map(({ points }) => (own.points > points ? 1 : own.points === points ? 0.5 : 0));
  return mean(beaten);
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** Sums of the same shares in another order must compare as equal. */
const roundShare = (share: number): number => Math.round(share * 1e6) / 1e6;
