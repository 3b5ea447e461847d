import type { Matrix } from '../../debate/core/events.ts';
import type { Peer, Remark } from '../../debate/prompting/turn-context.ts';
import { isTied } from '../replies/decision-format.ts';
import { latestPosition } from './critique.ts';
import { buildMatrix } from './matrix.ts';
import {
  type DecideContext,
  describeAgentCount,
  describeGroup,
  groupByPosition,
  type PositionGroup,
  quoteStatement,
} from './position-groups.ts';
import {
  inQuotes,
  quoteAgent,
  type RehearsedReply,
  rehearsalDisclaimer,
  sentenceCase,
  type TurnInput,
} from './reply-writer.ts';

/** Writes the answer from the position that has the most weight, or that the vote chose, and compares the others. */
export function writeDecision(input: TurnInput<DecideContext>): RehearsedReply {
  const { context } = input;
  const groups = groupByPosition(input, latestPosition);
  const winner = groups.find(({ peers }) => isVotedFor(peers, context)) ?? groups[0];
  if (!winner) throw new Error('a decision without positions');
  const others = groups.filter((group) => group !== winner);
  const matrix = buildMatrix(input, groups);
  const choice = latestPosition(winner.peers[0])?.choice;
  const block = {
    ...matrix,
    ...(context.decidedBy === 'judge' && {
      groups: groups.map(({ peers }) => labelsOf(peers)),
      adopts: labelsOf(winner.peers),
    }),
    rejects: others.flatMap(({ peers }) =>
      peers.map(({ label }) => ({ peer: label, because: rejectionReason(winner, context.remarks, label) })),
    ),
    ...(context.decidedBy === 'judge' && choice !== undefined && { choice }),
    ...(context.decidedBy === 'judge' && context.options === null && compareWithBlind(input, winner)),
    citations: winner.citations.slice(0, 4).map(({ evidence, quote }) => ({ evidence, quote })),
  };
  if (isTied(context)) {
    const { rejects: _, ...tiedBlock } = block;
    return { paragraphs: writeTie(input, groups, matrix), block: tiedBlock };
  }
  return { paragraphs: writeAnswer(input, winner, others, matrix), block };
}

const isVotedFor = (peers: readonly Peer[], { choice }: DecideContext): boolean =>
  choice !== null && latestPosition(peers[0])?.choice === choice;

const labelsOf = (peers: readonly Peer[]): readonly string[] => peers.map(({ label }) => label);

/** An objection of the winners to this peer, or the weight of the evidence. */
function rejectionReason({ peers }: PositionGroup, remarks: readonly Remark[], label: string): string {
  const objection = remarks.find(
    ({ from, about, agrees }) => !agrees && about === label && labelsOf(peers).includes(from),
  );
  return objection?.point ?? 'The evidence that the panel cites supports it less.';
}

/** What the first positions alone would have decided. */
function compareWithBlind(input: TurnInput<DecideContext>, winner: PositionGroup) {
  const blindGroups = groupByPosition(input, ({ positions }) => positions[0]);
  const [blind, ...others] = blindGroups.toSorted((a, b) => b.peers.length - a.peers.length);
  const moved = input.context.peers.filter(({ positions }) => positions.some(({ changed }) => changed));
  if (!blind || input.context.peers.every(({ positions }) => positions.length === 1)) return {};
  const isTied = others.some(({ peers }) => peers.length === blind.peers.length);
  const answer = isTied
    ? 'No position had more support than all others.'
    : `${sentenceCase(blind.statement)}.`;
  const effect = !isTied && blind.key === winner.key ? 'same' : 'changed';
  return { moved: labelsOf(moved), withoutDebate: { answer, effect } };
}

/** Explains the leading options and chooses none of them. */
function writeTie(
  { context, argumentMap }: TurnInput<DecideContext>,
  groups: readonly PositionGroup[],
  { blindSpots }: Matrix,
): readonly string[] {
  const most = Math.max(...groups.map(({ peers }) => peers.length));
  const leading = groups.filter(({ peers }) => peers.length === most);
  return [
    '**The vote has tied: no option has more votes than all others.**',
    ...leading.map(
      (group) => `${describeGroup(group)}: ${quoteStatement(group)} ${listQuotes(group).join(' ')}`,
    ),
    ...section('Still open', listItems(blindSpots)),
    describeQuotationCheck(context.peers),
    rehearsalDisclaimer(argumentMap),
  ];
}

const listQuotes = ({ citations }: PositionGroup): readonly string[] =>
  citations.slice(0, 3).map(({ evidence, quote }) => `${evidence}: ${inQuotes(quote)}`);

const listItems = (lines: readonly string[]): readonly string[] => lines.map((line) => `- ${line}`);

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length > 0 ? [`**${title}**`, lines.join('\n')] : [];

function writeAnswer(
  { context, argumentMap }: TurnInput<DecideContext>,
  winner: PositionGroup,
  others: readonly PositionGroup[],
  matrix: Matrix,
): readonly string[] {
  const dissent = others.map((group) => `${describeGroup(group)}: ${quoteStatement(group)}`);
  return [
    `**${sentenceCase(winner.statement)}.**`,
    describeWeighing(winner, others, context.peers.length),
    ...section('Why', listItems(listQuotes(winner))),
    ...listObjections(winner, context.remarks),
    ...section('Dissent', listItems(dissent)),
    ...section('Still open', listItems(matrix.blindSpots)),
    describeQuotationCheck(context.peers),
    rehearsalDisclaimer(argumentMap),
  ];
}

/** The latest objections to the winning position. */
function listObjections({ peers }: PositionGroup, remarks: readonly Remark[]): readonly string[] {
  const against = remarks.filter(
    ({ about, agrees }) => !agrees && peers.some(({ label }) => label === about),
  );
  const byPoint = new Map(against.map((remark) => [remark.point, remark]));
  return [...byPoint.values()]
    .slice(0, 2)
    .map(({ point }) => `An objection to it: ${quoteAgent(point, 300)}`);
}

function describeWeighing(winner: PositionGroup, others: readonly PositionGroup[], total: number): string {
  const convertedPeers = winner.peers.filter(({ positions }) => positions.some(({ changed }) => changed));
  const conversionText =
    convertedPeers.length > 0
      ? ` Of these, ${describeAgentCount(convertedPeers)} adopted it during the debate.`
      : '';
  const summary = `${describeGroup(winner)}, at the end: ${quoteStatement(winner)}${conversionText}`;
  if (others.length === 0) return `${summary} No agent dissents. That is agreement, not proof.`;
  const isEven = others.some(({ peers }) => peers.length === winner.peers.length);
  const explanation = isEven
    ? 'Several positions have equal support, so the evidence decides, and then the confidence of the agents.'
    : `That is ${winner.peers.length} of ${total}.`;
  return `${summary} ${explanation}`;
}

function describeQuotationCheck(peers: readonly Peer[]): string {
  const citations = peers.flatMap((peer) => latestPosition(peer)?.citations ?? []);
  if (citations.length === 0) return 'There was no quotation to check.';
  const missing = citations.filter((citation) => !citation.found).length;
  const quotations = `${citations.length === 1 ? 'quotation' : 'quotations'} in the last positions`;
  return missing === 0
    ? `Found in the documents: ${citations.length} ${quotations}.`
    : `Not found in the documents, and ignored: ${missing} of ${citations.length} ${quotations}.`;
}
