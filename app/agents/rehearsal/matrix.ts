import type { Citation, Matrix } from '../../debate/core/events.ts';
import type { Peer } from '../../debate/prompting/turn-context.ts';
import {
  type DecideContext,
  dedupeCitations,
  describeAgentCount,
  describeGroup,
  type PositionGroup,
  quoteStatement,
} from './position-groups.ts';
import { inQuotes, type TurnInput } from './reply-writer.ts';

/** The five lists of a decision, from what the peers hold and cite. */
export function buildMatrix(
  { context, argumentMap }: TurnInput<DecideContext>,
  groups: readonly PositionGroup[],
): Matrix {
  const [winner] = groups;
  const all = context.peers.flatMap(citationsBy).filter(({ found }) => found);
  const findUsers = (evidence: string) =>
    context.peers.filter((peer) => citationsBy(peer).some((citation) => citation.evidence === evidence));
  const used = context.documents.map((document) => ({ document, users: findUsers(document.id) }));
  const peerCount = context.peers.length;
  const single = dedupeCitations(all).filter(({ quote }) => findCiters(quote, context.peers).length === 1);
  const missed = winner
    ? argumentMap.options
        .flatMap((option) => argumentMap.pointsFor(option))
        .find(({ sentence }) => sentence && !all.some(({ quote }) => quote === sentence.text))
    : undefined;
  return {
    consensus: [
      ...(winner && groups.length === 1 ? [`All hold: ${quoteStatement(winner)}`] : []),
      ...used
        .filter(({ users }) => users.length === peerCount)
        .map(({ document }) => `All rely on ${document.id} (${document.name}).`),
    ],
    contradictions: groups
      .slice(1)
      .map(
        (group) =>
          `${describeGroup(group)}, against ${describeAgentCount(winner?.peers ?? [])}: ${quoteStatement(group)}`,
      ),
    partialCoverage: used
      .filter(({ users }) => users.length > 0 && users.length < peerCount)
      .map(
        ({ document, users }) =>
          `${document.id} (${document.name}) is used by ${describeAgentCount(users)} only.`,
      ),
    uniqueInsights: single
      .slice(0, 3)
      .map(({ evidence, quote }) => `Only one agent cites, from ${evidence}, ${inQuotes(quote)}`),
    blindSpots: [
      ...used
        .filter(({ users }) => users.length === 0)
        .map(({ document }) => `No agent used ${document.id} (${document.name}).`),
      ...(missed?.sentence
        ? [`No position cites this line of ${missed.sentence.evidence}: ${inQuotes(missed.text)}`]
        : []),
      ...(context.documents.length === 0 ? ['No evidence was given, so no claim could be checked.'] : []),
    ],
  };
}

/** All citations of a peer, over the whole debate. */
const citationsBy = (peer: Peer): readonly Citation[] => peer.positions.flatMap(({ citations }) => citations);

const findCiters = (quote: string, peers: readonly Peer[]) =>
  peers.filter((peer) => citationsBy(peer).some((citation) => citation.quote === quote));
