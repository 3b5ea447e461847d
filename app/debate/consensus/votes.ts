import { currentPosition, positionHistory, positionHolders, type StartedDebate } from '../core/state.ts';
import { rankAnswers } from './ranking.ts';

/** Votes by option, or the weights of a ranking. Every option of the question has an entry. */
export type Votes = Readonly<Record<string, number>>;

/** Counts the positions held at the end. */
export const finalVotes = (debate: StartedDebate): Votes => countVotes(debate, debate.round);

/** Counts the blind answers. */
export const blindVotes = (debate: StartedDebate): Votes => countVotes(debate, 0);

/** Counts every round: a position counts in each round in which it is held, stated anew or not. */
export function trajectoryVotes(debate: StartedDebate): Votes {
  const rounds = Array.from({ length: debate.round + 1 }, (_, round) => countVotes(debate, round));
  return Object.fromEntries(
    (debate.settings.options ?? []).map((option) => [
      option,
      rounds.reduce((sum, votes) => sum + (votes[option] ?? 0), 0),
    ]),
  );
}

/** Half of the others: what an answer has that is neither above nor below them. */
const unrankedShare = 0.5;

/**
 * The votes that decide a closed question. An agreed panel decides for what all hold, whatever it held before; without
 * a ranking every vote counts alike, and that of an agent that nothing ranks counts half.
 */
export function countedVotes(debate: StartedDebate): Votes {
  const final = finalVotes(debate);
  if (Object.values(final).filter((count) => count > 0).length < 2) return final;
  if (debate.settings.decider === 'trajectory') return trajectoryVotes(debate);
  const ranking = debate.settings.decider === 'ranking' ? rankAnswers(debate) : [];
  if (ranking.length === 0) return final;
  const weights: Record<string, number> = Object.fromEntries(Object.keys(final).map((option) => [option, 0]));
  for (const { id } of positionHolders(debate)) {
    const share = ranking.find(({ agent }) => agent === id)?.share ?? unrankedShare;
    const choice = currentPosition(debate, id)?.choice;
    if (choice !== undefined) weights[choice] = (weights[choice] ?? 0) + share;
  }
  // Shares are rounded: twice five twelfths must tie with ten.
  const round = (weight: number) => Math.round(weight * 1e5) / 1e5;
  return Object.fromEntries(Object.entries(weights).map(([option, weight]) => [option, round(weight)]));
}

/** The options with the most votes; none when there are no votes. */
export function topChoices(votes: Votes): readonly string[] {
  const highest = Math.max(...Object.values(votes));
  return highest > 0 ? Object.keys(votes).filter((option) => votes[option] === highest) : [];
}

/** The positions held at the end of a round. */
function countVotes(debate: StartedDebate, round: number): Votes {
  const votes: Record<string, number> = Object.fromEntries(
    (debate.settings.options ?? []).map((option) => [option, 0]),
  );
  for (const { id } of debate.settings.panel) {
    const held = positionHistory(debate, id).findLast((entry) => entry.round <= round);
    const choice = held?.position.choice;
    if (choice !== undefined) votes[choice] = (votes[choice] ?? 0) + 1;
  }
  return votes;
}
