import type { Agreement, Stance, Verdict } from '../core/events.ts';
import { currentPosition, positionHistory, positionHolders, type StartedDebate } from '../core/state.ts';

/**
 * How far the panel agrees after a round. This is agreement, not correctness. A method that has nothing to count
 * reports 0, never agreement.
 */
export function measureAgreement(debate: StartedDebate): Agreement {
  return debate.settings.options ? agreementByVotes(debate) : agreementByStances(debate);
}

/** Whether nobody dissents and there are enough to say so. */
export function isUnanimous(debate: StartedDebate, agreement: Agreement): boolean {
  const hasQuorum = positionHolders(debate).length >= debate.settings.quorum;
  const hasCount = agreement.pairs ? agreement.pairs.counted > 0 : true;
  return hasQuorum && hasCount && agreement.score === 1;
}

/** Whether nobody changed its position in the present round, of those who spoke. */
export function hasConverged(debate: StartedDebate): boolean {
  const revised = debate.turns.filter(
    (turn) => turn.round === debate.round && turn.outcome?.phase === 'revise',
  );
  return (
    revised.length > 0 &&
    revised.every((turn) => turn.outcome?.phase === 'revise' && !turn.outcome.position.changed)
  );
}

/** The stances that an agent took last, newest round first; a failed revision leaves its critique standing. */
export function latestStances(debate: StartedDebate, agent: string): readonly Stance[] {
  const turn = debate.turns.findLast(
    ({ agent: speaker, outcome }) =>
      speaker === agent && (outcome?.phase === 'revise' || outcome?.phase === 'critique'),
  );
  return turn?.outcome?.phase === 'revise' || turn?.outcome?.phase === 'critique' ? turn.outcome.stances : [];
}

/**
 * The vote of a closed question, over the whole trajectory: every position stated counts once, the blind one as much
 * as the last, so that late conformity does not outvote early independence. A tie goes to the last positions; when
 * these tie too there is no answer, and the record says so.
 */
export function decideByVote(debate: StartedDebate): Verdict {
  const votes = countVotes(debate, (agent) =>
    positionHistory(debate, agent).map(({ position }) => position.choice),
  );
  const finalVotes = currentVotes(debate);
  const leaders = topChoices(votes);
  const winners = leaders.length > 1 ? topChoices(pickVotes(finalVotes, leaders)) : leaders;
  const [choice] = winners;
  const tied = winners.length !== 1 || choice === undefined;
  if (tied) {
    const answer = `No option won: ${winners.map((option) => `“${option}”`).join(' and ')} tied.`;
    return { answer, method: 'vote', tied, votes, citations: [] };
  }
  const supporters = positionHolders(debate)
    .map((seat) => currentPosition(debate, seat.id))
    .filter((position) => position !== null)
    .filter((position) => position.choice === choice)
    .sort((a, b) => b.confidence - a.confidence);
  const reason = supporters[0]?.claim;
  return {
    answer: reason ? `${choice}. ${reason}` : choice,
    method: 'vote',
    choice,
    tied,
    votes,
    citations: uniqueCitations(supporters.flatMap((position) => position.citations)),
  };
}

/** What each option would get if only the present positions counted. */
export const currentVotes = (debate: StartedDebate) =>
  countVotes(debate, (agent) => [currentPosition(debate, agent)?.choice]);

/** The options with the most votes. */
export function topChoices(votes: Readonly<Record<string, number>>): readonly string[] {
  const highest = Math.max(...Object.values(votes));
  return Object.keys(votes).filter((option) => votes[option] === highest);
}

function agreementByVotes(debate: StartedDebate): Agreement {
  const votes = currentVotes(debate);
  const counted = Object.values(votes).reduce((sum, count) => sum + count, 0);
  return { score: counted === 0 ? 0 : Math.max(...Object.values(votes)) / counted, votes };
}

function agreementByStances(debate: StartedDebate): Agreement {
  const holderIds = new Set(positionHolders(debate).map((seat) => seat.id));
  const stances = [...holderIds]
    .flatMap((agent) => latestStances(debate, agent))
    .filter(({ agent }) => holderIds.has(agent));
  const agreeing = stances.filter((stance) => stance.agrees).length;
  const counted = stances.length;
  return { score: counted === 0 ? 0 : agreeing / counted, pairs: { agreeing, counted } };
}

function countVotes(debate: StartedDebate, getChoices: (agent: string) => readonly (string | undefined)[]) {
  const votes: Record<string, number> = Object.fromEntries(
    (debate.settings.options ?? []).map((o) => [o, 0]),
  );
  for (const seat of debate.settings.panel)
    for (const choice of getChoices(seat.id))
      if (choice !== undefined) votes[choice] = (votes[choice] ?? 0) + 1;
  return votes;
}

const pickVotes = (votes: Readonly<Record<string, number>>, options: readonly string[]) =>
  Object.fromEntries(options.map((option) => [option, votes[option] ?? 0]));

/** Citations without repetition, in order. */
export function uniqueCitations<T extends { readonly evidence: string; readonly quote: string }>(
  citations: readonly T[],
): readonly T[] {
  const seen = new Map(citations.map((citation) => [`${citation.evidence}\n${citation.quote}`, citation]));
  return [...seen.values()];
}
