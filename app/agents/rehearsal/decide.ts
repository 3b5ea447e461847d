import type { Citation, Matrix } from '../../debate/core/events.ts';
import type { Peer, Remark, TurnContext } from '../../debate/prompting/turn-context.ts';
import { latestPosition } from './critique.ts';
import {
  inQuotes,
  quoteAgent,
  type RehearsedReply,
  rehearsalDisclaimer,
  sentenceCase,
  type TurnInput,
} from './reply-writer.ts';

type DecideContext = Extract<TurnContext, { phase: 'decide' }>;

/** Peers that end up holding the same. */
interface PositionGroup {
  readonly key: string;
  /** A main clause without its full stop. */
  readonly statement: string;
  readonly peers: readonly Peer[];
  readonly strength: number;
  readonly citations: readonly Citation[];
}

/** Sorts what was said into the five lists and answers with the position that carries most. */
export function writeDecision(input: TurnInput<DecideContext>): RehearsedReply {
  const groups = groupByPosition(input);
  const [winner, ...others] = groups;
  if (!winner) throw new Error('a decision without positions');
  const matrix = buildMatrix(input, groups);
  const { context, argumentMap } = input;
  const introduction = `I sorted ${context.peers.length} positions before I answered.`;
  const paragraphs = [
    `${rehearsalDisclaimer(argumentMap)} ${introduction}`,
    describeWeighing(winner, others, context.peers.length),
    ...matrix.contradictions.slice(0, 2),
    ...listObjections(winner, context.remarks),
    ...matrix.partialCoverage.slice(0, 1),
    ...matrix.uniqueInsights.slice(0, 2),
    ...matrix.blindSpots.slice(0, 2),
    describeQuotationCheck(context.peers),
  ];
  const block = {
    ...matrix,
    answer: buildAnswer(winner, others, matrix),
    citations: winner.citations.slice(0, 4).map(({ evidence, quote }) => ({ evidence, quote })),
  };
  return { paragraphs, block };
}

function groupByPosition({ context, argumentMap }: TurnInput<DecideContext>): readonly PositionGroup[] {
  const groups = new Map<string, PositionGroup>();
  for (const peer of context.peers) {
    const position = latestPosition(peer);
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
    peers.length +
    0.5 * strength +
    0.1 * Math.max(...peers.map((peer) => latestPosition(peer)?.confidence ?? 0));
  return [...groups.values()].sort((a, b) => weight(b) - weight(a));
}

function buildMatrix(
  { context, argumentMap }: TurnInput<DecideContext>,
  groups: readonly PositionGroup[],
): Matrix {
  const [winner] = groups;
  const all = context.peers.flatMap(citationsBy).filter(({ found }) => found);
  const findUsers = (evidence: string) =>
    context.peers.filter((peer) => citationsBy(peer).some((citation) => citation.evidence === evidence));
  const used = context.documents.map((document) => ({ document, users: findUsers(document.id) }));
  const everyone = context.peers.length;
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
        .filter(({ users }) => users.length === everyone)
        .map(({ document }) => `All rely on ${document.id} (${document.name}).`),
    ],
    contradictions: groups
      .slice(1)
      .map(
        (group) =>
          `${describeGroup(group)}, against ${describeAgentCount(winner?.peers ?? [])}: ${quoteStatement(group)}`,
      ),
    partialCoverage: used
      .filter(({ users }) => users.length > 0 && users.length < everyone)
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
        .map(({ document }) => `Nobody used ${document.id} (${document.name}).`),
      ...(missed?.sentence
        ? [`No position cites this line of ${missed.sentence.evidence}: ${inQuotes(missed.text)}`]
        : []),
      ...(context.documents.length === 0
        ? ['No evidence was given, so nothing that was said could be checked.']
        : []),
    ],
  };
}

/** All that a peer has cited in the course of the debate. */
const citationsBy = (peer: Peer): readonly Citation[] => peer.positions.flatMap(({ citations }) => citations);

const findCiters = (quote: string, peers: readonly Peer[]) =>
  peers.filter((peer) => citationsBy(peer).some((citation) => citation.quote === quote));

const dedupeCitations = (citations: readonly Citation[]) => [
  ...new Map(citations.map((c) => [`${c.evidence} ${c.quote}`, c])).values(),
];

/** Agents are counted and not named: their labels mean nothing after this turn. */
function describeAgentCount(peers: readonly Peer[]): string {
  const count = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'][peers.length];
  return `${count ?? peers.length} ${peers.length === 1 ? 'agent' : 'agents'}`;
}

const quoteStatement = ({ statement }: PositionGroup): string =>
  quoteAgent(`${sentenceCase(statement)}.`, 300);

/** `Two agents hold`. */
const describeGroup = ({ peers }: PositionGroup): string =>
  `${sentenceCase(describeAgentCount(peers))} ${peers.length > 1 ? 'hold' : 'holds'}`;

/** What was last said against the winning position. */
function listObjections({ peers }: PositionGroup, remarks: readonly Remark[]): readonly string[] {
  const against = remarks.filter(
    ({ about, agrees }) => !agrees && peers.some(({ label }) => label === about),
  );
  const byPoint = new Map(against.map((remark) => [remark.point, remark]));
  return [...byPoint.values()]
    .slice(0, 2)
    .map(({ point }) => `Against it stands this objection: ${quoteAgent(point, 300)}`);
}

function describeWeighing(winner: PositionGroup, others: readonly PositionGroup[], total: number): string {
  const convertedPeers = winner.peers.filter(({ positions }) => positions.some(({ changed }) => changed));
  const conversionText =
    convertedPeers.length > 0
      ? ` Of these, ${describeAgentCount(convertedPeers)} came to it in the course of the debate, and said why.`
      : '';
  const summary = `${describeGroup(winner)}, at the end: ${quoteStatement(winner)}${conversionText}`;
  if (others.length === 0) return `${summary} Nobody dissents, which is agreement and no proof.`;
  const isEven = others.some(({ peers }) => peers.length === winner.peers.length);
  const explanation = isEven
    ? 'No position has more voices than another, so the evidence decides, and then how sure they are.'
    : `That is ${winner.peers.length} of ${total}.`;
  return `${summary} ${explanation}`;
}

function describeQuotationCheck(peers: readonly Peer[]): string {
  const citations = peers.flatMap((peer) => latestPosition(peer)?.citations ?? []);
  if (citations.length === 0) return 'There was no quotation to check.';
  const found = citations.filter((citation) => citation.found).length;
  if (found === citations.length)
    return `All ${found} quotations in the last positions stand in their documents.`;
  const missing = citations.length - found;
  return `Of ${citations.length} quotations, ${missing} do not stand in their documents and got no weight.`;
}

function buildAnswer(
  winner: PositionGroup,
  others: readonly PositionGroup[],
  { blindSpots }: Matrix,
): string {
  const reasons = winner.citations
    .slice(0, 3)
    .map(({ evidence, quote }) => `- ${evidence}: ${inQuotes(quote)}`);
  const dissent = others.map((group) => `- ${describeGroup(group)}: ${quoteStatement(group)}`);
  const section = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? [`**${title}**`, lines.join('\n')] : [];
  return [
    `**${sentenceCase(winner.statement)}.**`,
    ...section('Why', reasons),
    ...section('Dissent', dissent),
    ...section(
      'Still open',
      blindSpots.map((line) => `- ${line}`),
    ),
    '*A rehearsal put this together from the positions and the evidence. No language model has judged it.*',
  ].join('\n\n');
}
