import type {
  Agreement,
  DebateSettings,
  StopReason,
  TurnOutcome,
  Verdict,
  WithoutDebate,
} from '../core/events.ts';
import { currentPosition, positionHolders, type StartedDebate } from '../core/state.ts';
import { agreementByJudge, measureAgreement, uniqueCitations } from './agreement.ts';
import { heldPositions } from './position-history.ts';
import { finalVotes, topChoices } from './votes.ts';

/** The judge's turn, or that of the seat that took its place. */
export interface Judgement {
  readonly seat: string;
  readonly outcome: DecideOutcome;
  /** What a judge that saw only the blind answers decided; null without one. */
  readonly baseline: DecideOutcome | null;
}

type DecideOutcome = Extract<TurnOutcome, { phase: 'decide' }>;

/** Closed questions are decided by vote, except in a duel, whose sides are assigned. */
export const isDecidedByVote = ({ options, preset }: Pick<DebateSettings, 'options' | 'preset'>): boolean =>
  options !== undefined && preset !== 'duel';

/** The decision by vote. A judgement explains it and cannot change it; without one, a supporter's claim does. */
export function decideByVote(debate: StartedDebate, judgement: Judgement | null): DebateResult {
  const votes = finalVotes(debate);
  const leaders = topChoices(votes);
  const choice = leaders.length === 1 ? leaders[0] : undefined;
  const supporters = supportersOf(debate, choice);
  const claim = supporters[0]?.position.claim;
  const adopts = supporters.map(({ agent }) => agent);
  const citations = judgement?.outcome.citations ?? [];
  return {
    agreement: measureAgreement(debate),
    verdict: {
      answer: judgement?.outcome.answer ?? (choice === undefined ? null : `${choice}. ${claim ?? ''}`.trim()),
      method: 'vote',
      ...(choice !== undefined && { choice }),
      tied: choice === undefined,
      votes,
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
  const { answer, choice, comparison, citations } = outcome;
  const measured = measureAgreement(debate);
  const judgedGroups = !debate.settings.options && stop !== 'agreed' && comparison?.groups;
  const agreement = judgedGroups
    ? agreementByJudge(debate, judgedGroups, measured.exceptions ?? [])
    : measured;
  const adopts =
    stop === 'agreed'
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
      citations,
      adopts,
      ...judgementDetails(judgement, adopts),
      ...(judgement.baseline && { withoutDebate: compareWithSeparate(debate, judgement.baseline, adopts) }),
    },
  };
}

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
