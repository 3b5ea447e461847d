import type { Agreement, Position, Verdict } from '../core/events.ts';
import { currentPosition, type EndedDebate, positionHolders, type StartedDebate } from '../core/state.ts';
import { largestGroup, measureAgreement } from './agreement.ts';
import { isSamePosition } from './claims.ts';
import { latestStances } from './stances.ts';

/** An agent whose position the answer does not adopt. */
export interface Dissent {
  readonly agent: string;
  readonly position: Position;
  /** Its strongest reason, or null when it stated none. */
  readonly reason: string | null;
  /** Its objections, and the agents whose positions they are about. */
  readonly points: readonly { readonly point: string; readonly against: readonly string[] }[];
  /** Why the answer does not adopt it, as the judge wrote it. */
  readonly rejectedBecause: string | null;
}

/** The agreement of the positions held at the end; null when no agent holds one. */
export function finalAgreement(debate: EndedDebate): Agreement | null {
  if (debate.end.status === 'decided') return debate.end.agreement;
  return positionHolders(debate).length > 0 ? measureAgreement(debate) : null;
}

/**
 * The agents whose position the answer does not adopt. Without an answer, or when the judge did not say what it adopts:
 * those outside the largest group, which are all when groups tie.
 */
export function findMinority(debate: EndedDebate): readonly Dissent[] {
  const verdict = debate.end.status === 'decided' ? debate.end.verdict : null;
  const majority = verdict?.adopts ?? largestGroup(finalAgreement(debate) ?? { groups: [] });
  return positionHolders(debate).flatMap(({ id: agent }) => {
    const position = currentPosition(debate, agent);
    if (!position || majority.includes(agent)) return [];
    const points = listObjections(debate, agent, majority);
    return [
      {
        agent,
        position,
        reason: position.reason ?? null,
        points,
        rejectedBecause: verdict?.rejects?.find((entry) => entry.agent === agent)?.because ?? null,
      },
    ];
  });
}

/** True when the decision adopts no position of the group that more than half of the panel is in. */
export function isAgainstMajority(
  { method, adopts }: Pick<Verdict, 'method' | 'adopts'>,
  { groups }: Agreement,
): boolean {
  const [largest = []] = groups;
  const holders = groups.reduce((sum, group) => sum + group.length, 0);
  return (
    method !== 'vote' &&
    adopts !== null &&
    largest.length * 2 > holders &&
    !largest.some((agent) => adopts.includes(agent))
  );
}

/** The objections in an agent's last stances, those against the majority if there are any; each point once. */
function listObjections(
  debate: StartedDebate,
  agent: string,
  majority: readonly string[],
): Dissent['points'] {
  const own = currentPosition(debate, agent);
  const objections = latestStances(debate, agent).filter((stance) => {
    const other = currentPosition(debate, stance.agent);
    return !stance.agrees && !(own && other && isSamePosition(own, other));
  });
  const relevant = objections.filter((stance) => majority.includes(stance.agent));
  const byPoint = Map.groupBy(relevant.length > 0 ? relevant : objections, ({ point }) => point);
  return [...byPoint].map(([point, stances]) => ({
    point,
    against: stances.map((stance) => stance.agent),
  }));
}
