import type { Citation, Position } from '../../debate/core/events.ts';
import type { Peer, TurnContext } from '../../debate/prompting/turn-context.ts';
import { quoteAgent, sentenceCase, type TurnInput } from './reply-writer.ts';

export type DecideContext = Extract<TurnContext, { phase: 'decide' }>;

/** Peers that hold the same position. */
export interface PositionGroup {
  readonly key: string;
  /** A main clause without its full stop. */
  readonly statement: string;
  readonly peers: readonly Peer[];
  readonly strength: number;
  readonly citations: readonly Citation[];
}

export function groupByPosition(
  { context, argumentMap }: TurnInput<DecideContext>,
  positionOf: (peer: Peer) => Position | undefined,
): readonly PositionGroup[] {
  const groups = new Map<string, PositionGroup>();
  for (const peer of context.peers) {
    const position = positionOf(peer);
    if (!position) continue;
    const option = argumentMap.matchOption(position);
    const key = option?.key ?? position.claim;
    const group = groups.get(key);
    const cited = position.citations.filter(({ found }) => found);
    groups.set(key, {
      key,
      statement: option?.statement ?? position.claim.replace(/[.!]$/, ''),
      peers: [...(group?.peers ?? []), peer],
      strength: option ? argumentMap.strength(option) : 0,
      citations: dedupeCitations([...(group?.citations ?? []), ...cited]),
    });
  }
  const weight = ({ peers, strength }: PositionGroup) =>
    peers.length + 0.5 * strength + 0.1 * Math.max(...peers.map((peer) => positionOf(peer)?.confidence ?? 0));
  return [...groups.values()].sort((a, b) => weight(b) - weight(a));
}

export const dedupeCitations = (citations: readonly Citation[]) => [
  ...new Map(citations.map((c) => [`${c.evidence} ${c.quote}`, c])).values(),
];

/** Counts agents instead of naming them, because their labels are valid only in this turn. */
export function describeAgentCount(peers: readonly Peer[]): string {
  const count = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'][peers.length];
  return `${count ?? peers.length} ${peers.length === 1 ? 'agent' : 'agents'}`;
}

export const quoteStatement = ({ statement }: PositionGroup): string =>
  quoteAgent(`${sentenceCase(statement)}.`, 300);

/** `Two agents hold`. */
export const describeGroup = ({ peers }: PositionGroup): string =>
  `${sentenceCase(describeAgentCount(peers))} ${peers.length > 1 ? 'hold' : 'holds'}`;
