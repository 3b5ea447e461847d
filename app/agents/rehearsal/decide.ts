import type { Matrix } from '../../debate/core/events.ts';
import type { Peer, Remark } from '../../debate/prompting/turn-context.ts';
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

/** Fills the five lists from the positions and answers with the position that has the most weight. */
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
      ? ` Of these, ${describeAgentCount(convertedPeers)} adopted it during the debate and gave a reason.`
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
  const found = citations.filter((citation) => citation.found).length;
  if (found === citations.length)
    return `All ${found} quotations in the last positions are in their documents.`;
  const missing = citations.length - found;
  return `Of ${citations.length} quotations, ${missing} are not in their documents and were ignored.`;
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
    '*This is a rehearsal: a script compiled it from the positions and the evidence. No language model judged it.*',
  ].join('\n\n');
}
