import type { Agreement, DebateSettings, StopReason, Verdict, WithoutDebate } from '../core/events.ts';
import { currentPosition, positionHolders, type StartedDebate } from '../core/state.ts';
import { agreementByJudge, measureAgreement, uniqueCitations } from './agreement.ts';
import type { DecideOutcome, Judgement } from './judgement.ts';
import { findSpokesman, listJurors } from './jury.ts';
import { describePool } from './pool.ts';
import { heldPositions } from './position-history.ts';
import { rankAnswers } from './ranking.ts';
import { countedVotes, finalVotes, topChoices } from './votes.ts';

/** Closed questions are decided by a vote unless the settings name a judge or a jury, and numeric ones by pooling. */
export const isDecidedByVote = ({
  options,
  number,
  decider = 'vote',
}: Pick<DebateSettings, 'options' | 'number' | 'decider'>): boolean =>
  number !== undefined || (options !== undefined && decider !== 'judge' && decider !== 'jury');

/** The decision of a debate whose judge or jury has spoken. */
export function decideByJudgements(
  debate: StartedDebate,
  stop: StopReason,
  judgements: readonly Judgement[],
): DebateResult {
  const [first = null] = judgements;
  if (isDecidedByVote(debate.settings)) return decideByVote(debate, first);
  const { decider, jury = [], panel } = debate.settings;
  const isSubstituted = panel.some(({ id }) => id === first?.seat);
  // A single judge that is left of a jury still decides as the jury.
  const isJury = decider === 'jury' && jury.length > 0 && !isSubstituted;
  const spokesman = isJury ? findSpokesman(debate, judgements) : first;
  if (!spokesman) throw new Error('a decision without a judgement');
  const { verdict, agreement } = decideByJudge(debate, stop, spokesman);
  if (!isJury) return { verdict, agreement };
  return { agreement, verdict: { ...verdict, method: 'jury', jurors: listJurors(judgements) } };
}

function decideByPool(debate: StartedDebate, judgement: Judgement | null): DebateResult {
  const { adopts, ...decision } = describePool(debate);
  const cited = adopts.flatMap((agent) => currentPosition(debate, agent)?.citations ?? []);
  return {
    agreement: measureAgreement(debate),
    verdict: {
      answer: judgement?.outcome.answer ?? decision.choice ?? null,
      method: 'pool',
      ...decision,
      citations: judgement?.outcome.citations ?? uniqueCitations(cited),
      adopts,
      ...judgementDetails(judgement, adopts),
    },
  };
}

/**
 * The decision by vote or by pooling. A judgement explains it and cannot change it; without one, a supporter's claim
 * does.
 */
export function decideByVote(debate: StartedDebate, judgement: Judgement | null): DebateResult {
  if (debate.settings.number) return decideByPool(debate, judgement);
  const leaders = topChoices(countedVotes(debate));
  const choice = leaders.length === 1 ? leaders[0] : undefined;
  const supporters = supportersOf(debate, choice);
  const claim = supporters[0]?.position.claim;
  const adopts = supporters.map(({ agent }) => agent);
  const citations = judgement?.outcome.citations ?? [];
  return {
    agreement: measureAgreement(debate),
    verdict: {
      answer: judgement?.outcome.answer ?? (choice === undefined ? null : `${choice}. ${claim ?? ''}`.trim()),
      method: voteMethod(debate),
      ...(choice !== undefined && { choice }),
      tied: choice === undefined,
      votes: finalVotes(debate),
      ...listRanking(debate),
      citations:
        citations.length > 0
          ? citations
          : uniqueCitations(supporters.flatMap(({ position }) => position.citations)),
      adopts,
      ...judgementDetails(judgement, adopts),
    },
  };
}

/** The judge's decision. When the panel agreed, the answer adopts the position that all hold. */
export function decideByJudge(debate: StartedDebate, stop: StopReason, judgement: Judgement): DebateResult {
  const { outcome } = judgement;
  const { answer, comparison, citations } = outcome;
  const measured = measureAgreement(debate);
  // What all hold is the decision, whatever the judge chose.
  const choice = stop === 'agreed' ? agreedChoice(debate) : outcome.choice;
  const judgedGroups = !debate.settings.options && stop !== 'agreed' && comparison?.groups;
  const agreement = judgedGroups
    ? agreementByJudge(debate, judgedGroups, measured.exceptions ?? [])
    : measured;
  const adopts =
    stop === 'agreed' || stop === 'compared'
      ? positionHolders(debate).map(({ id }) => id)
      : choice === undefined
        ? expandToGroups(comparison?.adopts ?? null, agreement)
        : supportersOf(debate, choice).map(({ agent }) => agent);
  return {
    agreement,
    verdict: {
      answer,
      method: 'judge',
      ...(choice !== undefined && { choice }),
      tied: false,
      ...(measured.votes && { votes: measured.votes }),
      ...listRanking(debate),
      citations,
      adopts,
      ...judgementDetails(judgement, adopts),
      ...(judgement.baseline && { withoutDebate: compareWithSeparate(debate, judgement.baseline, adopts) }),
    },
  };
}

const listRanking = (debate: StartedDebate): Pick<Verdict, 'ranking'> => {
  const ranking = debate.settings.decider === 'ranking' ? rankAnswers(debate) : [];
  return ranking.length > 0 ? { ranking } : {};
};

function voteMethod({ settings: { decider } }: StartedDebate): Verdict['method'] {
  return decider === 'trajectory' || decider === 'ranking' ? decider : 'vote';
}

const agreedChoice = (debate: StartedDebate): string | undefined => {
  const [choice, ...others] = topChoices(finalVotes(debate));
  return others.length === 0 ? choice : undefined;
};

/** By rule: the answer is the same as far as it adopts unchanged positions that the blind answer adopts too. */
function compareWithSeparate(
  debate: StartedDebate,
  baseline: DecideOutcome,
  adopts: readonly string[] | null,
): WithoutDebate {
  const blindAdopts = baseline.comparison?.adopts ?? [];
  const kept = blindAdopts.filter((agent) => {
    const history = heldPositions(debate.turns, agent, debate.round);
    return adopts?.includes(agent) && history[0]?.version === history.at(-1)?.version;
  });
  const isSame = kept.length > 0 && adopts?.every((agent) => kept.includes(agent));
  const effect = kept.length === 0 ? 'changed' : isSame ? 'same' : 'refined';
  return { answer: baseline.answer, effect, isSeparate: true };
}

export interface DebateResult {
  readonly verdict: Verdict;
  readonly agreement: Agreement;
}

function judgementDetails(judgement: Judgement | null, adopts: readonly string[] | null) {
  if (!judgement) return { judgedBy: null };
  const { matrix, comparison, withoutDebate } = judgement.outcome;
  const rejects = comparison?.rejects.filter(({ agent }) => !adopts?.includes(agent)) ?? [];
  return {
    matrix,
    ...(rejects.length > 0 && { rejects }),
    ...(comparison?.moved && { moved: comparison.moved }),
    ...(withoutDebate && { withoutDebate }),
    judgedBy: judgement.seat,
  };
}

/** The other agents of an adopted agent's group are adopted too. */
const expandToGroups = (adopts: readonly string[] | null, { groups }: Agreement): readonly string[] | null =>
  adopts && groups.filter((group) => group.some((agent) => adopts.includes(agent))).flat();

/** The agents that hold an option, most confident first. */
function supportersOf(debate: StartedDebate, choice: string | undefined) {
  return positionHolders(debate)
    .flatMap(({ id: agent }) => {
      const position = currentPosition(debate, agent);
      return position && choice !== undefined && position.choice === choice ? [{ agent, position }] : [];
    })
    .sort((a, b) => b.position.confidence - a.position.confidence);
}
