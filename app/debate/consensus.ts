import type { Agreement, Stance, Verdict } from './events.ts';
import { type Course, heldPosition, holders, positionsOf } from './state.ts';

/**
 * How far the panel agrees after a round. This is agreement, not correctness. A method that has nothing to count
 * reports 0, never agreement.
 */
export function measure(course: Course): Agreement {
  return course.settings.options ? byVotes(course) : byStances(course);
}

/** Whether nobody dissents and there are enough to say so. */
export function isUnanimous(course: Course, agreement: Agreement): boolean {
  const enough = holders(course).length >= course.settings.quorum;
  const counted = agreement.pairs ? agreement.pairs.counted > 0 : true;
  return enough && counted && agreement.score === 1;
}

/** Whether nobody changed its position in the present round, of those who spoke. */
export function isStable(course: Course): boolean {
  const revised = course.turns.filter(
    (turn) => turn.round === course.round && turn.outcome?.phase === 'revise',
  );
  return (
    revised.length > 0 &&
    revised.every((turn) => turn.outcome?.phase === 'revise' && !turn.outcome.position.changed)
  );
}

/** The stances that an agent took last, newest round first; a failed revision leaves its critique standing. */
export function lastStances(course: Course, agent: string): readonly Stance[] {
  const turn = course.turns.findLast(
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
export function vote(course: Course): Verdict {
  const votes = tally(course, (agent) => positionsOf(course, agent).map(({ position }) => position.choice));
  const last = lastVotes(course);
  const leaders = top(votes);
  const winners = leaders.length > 1 ? top(votesFor(last, leaders)) : leaders;
  const [choice] = winners;
  const tied = winners.length !== 1 || choice === undefined;
  if (tied) {
    const answer = `No option won: ${winners.map((option) => `“${option}”`).join(' and ')} tied.`;
    return { answer, method: 'vote', tied, votes, citations: [] };
  }
  const supporters = holders(course)
    .map((seat) => heldPosition(course, seat.id))
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
export const lastVotes = (course: Course) => tally(course, (agent) => [heldPosition(course, agent)?.choice]);

/** The options with the most votes. */
export function top(votes: Readonly<Record<string, number>>): readonly string[] {
  const most = Math.max(...Object.values(votes));
  return Object.keys(votes).filter((option) => votes[option] === most);
}

function byVotes(course: Course): Agreement {
  const votes = lastVotes(course);
  const counted = Object.values(votes).reduce((sum, count) => sum + count, 0);
  return { score: counted === 0 ? 0 : Math.max(...Object.values(votes)) / counted, votes };
}

function byStances(course: Course): Agreement {
  const seated = new Set(holders(course).map((seat) => seat.id));
  const stances = [...seated]
    .flatMap((agent) => lastStances(course, agent))
    .filter(({ agent }) => seated.has(agent));
  const agreeing = stances.filter((stance) => stance.agrees).length;
  const counted = stances.length;
  return { score: counted === 0 ? 0 : agreeing / counted, pairs: { agreeing, counted } };
}

function tally(course: Course, choicesOf: (agent: string) => readonly (string | undefined)[]) {
  const votes: Record<string, number> = Object.fromEntries(
    (course.settings.options ?? []).map((o) => [o, 0]),
  );
  for (const seat of course.settings.panel)
    for (const choice of choicesOf(seat.id))
      if (choice !== undefined) votes[choice] = (votes[choice] ?? 0) + 1;
  return votes;
}

const votesFor = (votes: Readonly<Record<string, number>>, options: readonly string[]) =>
  Object.fromEntries(options.map((option) => [option, votes[option] ?? 0]));

/** Citations without repetition, in order. */
export function uniqueCitations<T extends { readonly evidence: string; readonly quote: string }>(
  citations: readonly T[],
): readonly T[] {
  const seen = new Map(citations.map((citation) => [`${citation.evidence}\n${citation.quote}`, citation]));
  return [...seen.values()];
}
