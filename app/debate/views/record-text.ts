import type { Formats } from '../../shared/formats.ts';
import type { Votes } from '../consensus/votes.ts';
import { topChoices } from '../consensus/votes.ts';
import { formatRange } from '../questions/pool-numbers.ts';
import type { DecisionRecord } from '../record/decision-record.ts';
import { deciderName, isVote, voteNames } from './decision-method.ts';
import { recordTitles } from './labels.ts';

// The sentences of a decision record, shared by the page, the terminal and the exports. What the engine says is in
// English; the answer, claims and points are in the language of the question.

type NameOf = (agent: string) => string;

export const formatAgreement = (score: number | null, formats: Formats): string =>
  score === null ? 'not measured' : formats.percent(score);

/** `Ada, Bela and Cleo`. */
export function joinNames(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** The heading of the answer, or of the place where it would stand. */
export function outcomeTitle({ outcome, tied }: DecisionRecord): string {
  if (outcome === 'cancelled') return recordTitles.cancelled;
  if (outcome === 'failed') return recordTitles.noDecision;
  return tied ? recordTitles.tied : recordTitles.answer;
}

/** The answer to a closed question may start with the choice, which is shown above it. Null when nothing is left. */
export function answerBelowChoice({ answer, choice }: DecisionRecord): string | null {
  if (answer === null || choice === null) return answer;
  if (answer === choice) return null;
  return answer.startsWith(`${choice}. `) ? answer.slice(choice.length + 2) : answer;
}

/** What a reader must know before the answer: what failed, and where the result deserves doubt. */
export function outcomeNotes(record: DecisionRecord, nameOf: NameOf, formats: Formats): readonly string[] {
  const { againstMajority, method, judgedBy, judge, lostSeats, outcome } = record;
  const { minority, positions, jurors, jury, tiedOptions } = record;
  return [
    ...(outcome === 'decided' ? [] : describeUndecided(record, nameOf)),
    ...(tiedOptions.length > 0 && isVote(method)
      ? [`No option won: ${joinNames(tiedOptions.map(quote))} tied in the ${voteNames[method]}.`]
      : []),
    ...describeSplitNumbers(record, nameOf),
    ...(againstMajority ? [`${deciderName(method)} decided against the majority of the panel.`] : []),
    ...((method === 'judge' || method === 'jury' || method === 'pool') && minority.length === positions.length
      ? ['The answer adopts the position of no agent.']
      : []),
    ...(judgedBy !== null && judgedBy !== judge.id && method !== 'jury'
      ? [
          `${failedJudges(jury)} failed: ${nameOf(judgedBy)}, a member of the panel, ` +
            `${isVote(method) ? 'wrote the explanation' : 'decided'} instead.`,
        ]
      : []),
    ...(jurors && jurors.length <= jury.length
      ? [`Only ${jurors.length} of ${jury.length + 1} judges replied.`]
      : []),
    ...(outcome === 'decided' && isVote(method) && judgedBy === null
      ? [
          `${failedJudges(jury)} failed: the ${method === 'pool' ? 'pooled number' : 'vote'} decides, ` +
            'without an explanation.',
        ]
      : []),
    ...(lostSeats ? [describeLostSeats(lostSeats, nameOf, outcome)] : []),
    ...describeVoteDifference(record),
    ...describeOmissions(record, nameOf, formats),
    ...record.warnings,
  ];
}

/** `The panel is split: 10 to 10.5 weeks (Ada and Bela) and 40 weeks (Cleo). The interval covers all of them.` */
function describeSplitNumbers({ number, agreement, positions }: DecisionRecord, nameOf: NameOf) {
  if (!number?.isSplit || !agreement) return [];
  const camps = agreement.groups.map((agents) => {
    const held = positions.filter(({ agent }) => agents.includes(agent));
    const numbers = held.flatMap(({ position: { estimate } }) => estimate?.value ?? []);
    return `${formatRange(numbers, number.unit)} (${joinNames(agents.map(nameOf))})`;
  });
  return [`The panel is split: ${joinNames(camps)}. The interval covers all of them.`];
}

const failedJudges = (jury: DecisionRecord['jury']) => (jury.length > 0 ? 'All judges' : 'The judge');

/** Without an answer: the position that most agents hold. */
function describeUndecided({ agreement, positions }: DecisionRecord, nameOf: NameOf): readonly string[] {
  const [largest = [], second = []] = agreement?.groups ?? [];
  const held = positions.find(({ agent }) => agent === largest[0])?.position;
  if (!held) return [];
  if (largest.length === second.length)
    return ['There is no answer, and no position is held by most agents.'];
  const statement = held.choice ?? held.claim;
  const verb = largest.length === 1 ? 'holds' : 'hold';
  return [
    `There is no answer. ${joinNames(largest.map(nameOf))}, ${largest.length} of ${positions.length}, ` +
      `${verb}: ${quote(statement)}`,
  ];
}

export const quote = (text: string): string => `“${text}”`;

function describeLostSeats(
  { agents, couldHaveChanged, cause }: NonNullable<DecisionRecord['lostSeats']>,
  nameOf: NameOf,
  outcome: DecisionRecord['outcome'],
): string {
  const lost = `${joinNames(agents.map(nameOf))} lost at least one turn`;
  if (outcome !== 'decided') return `${lost}.`;
  const effect = couldHaveChanged ? 'could have changed the outcome' : 'could not have changed the outcome';
  const why = cause === undefined ? '' : ` The reason: ${cause}`;
  return `${lost}, which ${effect}.${why}`;
}

/** One sentence when the blind vote or the vote over all rounds has another winner than the final vote. */
function describeVoteDifference({ votes, blindVotes, trajectoryVotes }: DecisionRecord): readonly string[] {
  if (!votes || !blindVotes || !trajectoryVotes) return [];
  const final = winner(votes);
  const others = [
    ...(winner(blindVotes) === final ? [] : [`the blind vote (${describeVotes(blindVotes)})`]),
    ...(winner(trajectoryVotes) === final
      ? []
      : [`the votes of all rounds (${describeVotes(trajectoryVotes)})`]),
  ];
  if (others.length === 0) return [];
  return [
    `The final vote (${describeVotes(votes)}) differs from ${joinNames(others)}: agents may have conformed to others.`,
  ];
}

const winner = (votes: Votes): string | null => {
  const choices = topChoices(votes);
  return choices.length === 1 ? (choices[0] ?? null) : null;
};

/** `Keep it 2, Split it 1`. */
export const describeVotes = (votes: Votes): string =>
  Object.entries(votes)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([option, count]) => `${option} ${count}`)
    .join(', ');

function describeOmissions(
  { omissions, evidence }: DecisionRecord,
  nameOf: NameOf,
  formats: Formats,
): readonly string[] {
  if (omissions.length === 0) return [];
  const parts = omissions.map(({ from, shown, total }) => {
    const isDocument = evidence.some(({ id }) => id === from);
    const source = isDocument ? from : `the reasons of ${nameOf(from)}`;
    return `${source} (${formats.count(shown)} of ${formats.count(total)} characters)`;
  });
  return [`The agents saw only a part of ${joinNames(parts)}.`];
}

/** The minority section when it is empty. */
export const noMinority = 'No agent dissents. That is agreement, not proof.';

/** `against Bela and Cleo`, or nothing when the point is about no agent. */
export const describeAgainst = (against: readonly string[], nameOf: NameOf): string =>
  against.length === 0 ? '' : `against ${joinNames(against.map(nameOf))}`;

/** The blind vote and the votes of all rounds, which stand next to the final vote. */
export const describeOtherVotes = ({ blindVotes, trajectoryVotes }: DecisionRecord): readonly string[] =>
  blindVotes && trajectoryVotes
    ? [`Blind vote: ${describeVotes(blindVotes)}. All rounds: ${describeVotes(trajectoryVotes)}.`]
    : [];
