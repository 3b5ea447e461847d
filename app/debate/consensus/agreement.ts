import type { Agreement, AgreementException, Comparison } from '../core/events.ts';
import { currentPosition, positionHolders, type StartedDebate } from '../core/state.ts';
import { isSamePosition } from './claims.ts';
import { comparePositions, partition, sortBySize } from './compare-positions.ts';
import { changedInRound } from './position-history.ts';
import { finalVotes } from './votes.ts';

/** Measures agreement, not correctness, of the positions held now. */
export function measureAgreement(debate: StartedDebate): Agreement {
  const panel = debate.settings.panel.map(({ id }) => id);
  const { groups, isMeasured, exceptions } = comparePositions(debate.turns, panel, debate.round);
  const score = isMeasured ? shareOfLargest(groups) : null;
  if (debate.settings.options) return { score, groups, source: 'votes', votes: finalVotes(debate) };
  if (debate.settings.number) return { score, groups, source: 'numbers' };
  return { score, groups, source: 'stances', ...(exceptions.length > 0 && { exceptions }) };
}

/**
 * The agreement of the last positions as the judge compared them. The same claim is always agreement. `exceptions` are
 * those that the agents made; they count within a group.
 */
export function agreementByJudge(
  debate: StartedDebate,
  groups: NonNullable<Comparison['groups']>,
  exceptions: readonly AgreementException[],
): Agreement {
  const panel = debate.settings.panel.map(({ id }) => id);
  const holders = positionHolders(debate).map(({ id }) => id);
  const isSame = (a: string, b: string) => {
    const [positionA, positionB] = [currentPosition(debate, a), currentPosition(debate, b)];
    return positionA !== null && positionB !== null && isSamePosition(positionA, positionB);
  };
  const groupOf = (members: readonly string[]) =>
    groups.findIndex((group) => members.some((agent) => group.includes(agent)));
  const merged = new Map<string, readonly string[]>();
  for (const [index, members] of partition(holders, isSame).entries()) {
    const judged = groupOf(members);
    const key = judged < 0 ? `alone ${index}` : `judged ${judged}`;
    merged.set(key, [...(merged.get(key) ?? []), ...members]);
  }
  const sorted = sortBySize([...merged.values()], panel);
  const score = holders.length > 1 ? shareOfLargest(sorted) : null;
  const kept = exceptions.filter(({ agent, about }) =>
    sorted.some((group) => group.includes(agent) && group.includes(about)),
  );
  return { score, groups: sorted, source: 'judge', ...(kept.length > 0 && { exceptions: kept }) };
}

/** Agents in the largest group ÷ agents in all groups. */
export function shareOfLargest(groups: readonly (readonly string[])[]): number {
  const holders = groups.reduce((sum, group) => sum + group.length, 0);
  return (groups[0]?.length ?? 0) / holders;
}

/** The largest group, or none when two are the largest. */
export function largestGroup({ groups }: Pick<Agreement, 'groups'>): readonly string[] {
  const [first = [], second = []] = groups;
  return first.length > second.length ? first : [];
}

/** A panel below its quorum is never unanimous. */
export const isUnanimous = (debate: StartedDebate, agreement: Agreement): boolean =>
  positionHolders(debate).length >= debate.settings.quorum && agreement.score === 1;

/**
 * True when no completed revision of the last rounds changed its position: of the last one, or in a ring of as many as
 * bring each agent every other one, at most all. False when there is none.
 */
export function hasConverged(debate: StartedDebate): boolean {
  const { round, settings, turns } = debate;
  const turnOfRing = Math.min(positionHolders(debate).length - 1, settings.rounds);
  const rounds = settings.exchange === 'ring' ? Math.max(1, turnOfRing) : 1;
  if (round < rounds) return false;
  const revised = turns.filter((turn) => turn.round > round - rounds && turn.outcome?.phase === 'revise');
  return revised.length > 0 && revised.every((turn) => !changedInRound(debate, turn.agent, turn.round));
}

/** Citations without duplicates, in order of first use. */
export function uniqueCitations<T extends { readonly evidence: string; readonly quote: string }>(
  citations: readonly T[],
): readonly T[] {
  const seen = new Map(citations.map((citation) => [`${citation.evidence}\n${citation.quote}`, citation]));
  return [...seen.values()];
}
