import type { SeatRole } from '../../debate/core/events.ts';
import type { Remark, TurnContext } from '../../debate/prompting/turn-context.ts';
import type { AnswerOption } from './answer-options.ts';
import { createPeerAssessor, isCited, latestPosition } from './critique.ts';
import type { Point } from './points.ts';
import { reviseFindings, reviseNumber } from './question-kinds.ts';
import {
  appendPoints,
  buildClaim,
  computeConfidence,
  createReplyWriter,
  inQuotes,
  quoteAgent,
  type RehearsedReply,
  rehearsalDisclaimer,
  roundHundredths,
  type TurnInput,
  toCitations,
} from './reply-writer.ts';

type ReviseContext = Extract<TurnContext, { phase: 'revise' }>;

interface OptionChange {
  readonly to: AnswerOption;
  readonly reason: string;
  readonly point: Point | null;
}

/** Answers the objections, and keeps the position or adopts a peer's for a stated reason. */
export function writeRevision(input: TurnInput<ReviseContext>): RehearsedReply {
  const { context, argumentMap, random, words } = input;
  const own = context.own.position;
  const writer = createReplyWriter(input);
  const previous = argumentMap.matchOption(own);
  const change = previous ? findOptionChange(previous, input) : null;
  const option = change?.to ?? previous;
  const heading = change
    ? `**I change my position: ${change.to.statement}.** The reason: ${change.reason}`
    : `**I keep my position${previous ? `: ${previous.statement}` : ''}.**`;

  const paragraphs = [`${rehearsalDisclaimer(argumentMap)} ${heading}`];
  for (const { from, point } of groupObjections(context.remarks)) {
    if (change?.reason.includes(point)) continue;
    const objects = `${from} ${quoteAgent(point, 220)}`;
    paragraphs.push(
      `${objects} ${change ? 'My new position takes this into account.' : writer.line('holds')}`,
    );
  }
  const cited = change ? [] : [own];
  const fresh = option ? argumentMap.pointsFor(option).filter((point) => !isCited(point, cited)) : [];
  const others = fresh.filter(({ text }) => text !== change?.point?.text);
  const used = [
    ...(change?.point ? [change.point] : []),
    ...appendPoints(others, paragraphs, writer, words * 0.8),
  ];
  paragraphs.push(writer.line('closes'));

  const assess = createPeerAssessor(option, own, argumentMap, random);
  const stances = context.peers.map((peer) => ({ peer: peer.label, ...assess(peer) }));
  const keptCitations = own.citations
    .filter(({ found }) => found)
    .map(({ evidence, quote }) => ({ evidence, quote }));
  const choice = option?.choice ?? own.choice;
  const block = {
    claim: change ? buildClaim(change.to, used) : own.claim,
    ...(choice === undefined ? {} : { choice }),
    ...(context.checklist && { findings: reviseFindings(input) }),
    confidence: change
      ? computeConfidence(change.to, input)
      : adjustConfidence(own.confidence, context.remarks),
    citations: change ? toCitations(used) : [...keptCitations, ...toCitations(used.slice(0, 1))],
    changed: change !== null,
    ...(change ? { changedBecause: change.reason } : {}),
    ...reviseNumber(input),
    stances,
  };
  return { paragraphs, block };
}

/** The objections, grouped by their point. */
function groupObjections(remarks: readonly Remark[]): readonly { from: string; point: string }[] {
  const byPoint = new Map<string, string[]>();
  for (const { agrees, from, point } of remarks)
    if (!agrees) byPoint.set(point, [...(byPoint.get(point) ?? []), from]);
  return [...byPoint].map(([point, from]) => ({
    from: from.length > 1 ? `Peers ${from.join(' and ')} object:` : `Peer ${from[0]} objects:`,
    point,
  }));
}

/** Objections reduce the confidence a little; agreement raises it. */
function adjustConfidence(confidence: number, remarks: readonly Remark[]): number {
  const change = remarks.reduce((sum, { agrees }) => sum + (agrees ? 0.03 : -0.04), 0);
  return roundHundredths(Math.min(0.92, Math.max(0.35, confidence + change)));
}

/** How readily a role changes its position, before the evidence is weighed. */
const opennessByRole: Readonly<Record<SeatRole, number>> = {
  advocate: 0.35,
  sceptic: 0.4,
  'evidence-checker': 0.45,
  proponent: 0.12,
  opponent: 0.12,
  judge: 0,
  member: 0.45,
};

/**
 * The change of position, if any. The new option must have more weight than the agent's own, so that two agents never
 * swap positions, and there must be a passage or a remark to name as the reason.
 */
function findOptionChange(
  previous: AnswerOption,
  { context, argumentMap, random }: TurnInput<ReviseContext>,
): OptionChange | null {
  const peerOptions = context.peers.flatMap((peer) => {
    const position = latestPosition(peer);
    return (position && argumentMap.matchOption(position)) ?? [];
  });
  const weight = (option: AnswerOption) => {
    const supporters = [...peerOptions, previous].filter(({ key }) => key === option.key).length;
    return argumentMap.strength(option) + 0.2 * supporters + (option.tendency === 'between' ? 0.2 : 0);
  };
  const [to] = peerOptions.toSorted((a, b) => weight(b) - weight(a));
  const advantage = to ? weight(to) - weight(previous) : 0;
  if (!to || advantage <= 0) return null;
  const readiness = (opennessByRole[context.role] + 0.5 * advantage) / Math.sqrt(context.round);
  return random.number('move') < readiness ? findReason(to, { context, argumentMap }) : null;
}

/** A passage that only supporters of the option cite, or an objection by one of them. */
function findReason(
  to: AnswerOption,
  { context, argumentMap }: Pick<TurnInput<ReviseContext>, 'context' | 'argumentMap'>,
): OptionChange | null {
  const holders = context.peers.filter((peer) => {
    const position = latestPosition(peer);
    return position !== undefined && argumentMap.matchOption(position)?.key === to.key;
  });
  for (const peer of holders) {
    const cited = latestPosition(peer)?.citations ?? [];
    const point = argumentMap
      .pointsFor(to)
      .find(
        (candidate) =>
          candidate.sentence &&
          !isCited(candidate, [context.own.position]) &&
          cited.some(({ quote }) => quote === candidate.text),
      );
    if (point?.sentence) {
      const source = `${point.sentence.evidence}, which another agent cites and I had not weighed`;
      const reason = `${source}: ${inQuotes(point.text)}`;
      return { to, reason, point };
    }
  }
  const remark = context.remarks.find(
    ({ agrees, from }) => !agrees && holders.some(({ label }) => label === from),
  );
  if (!remark) return null;
  return {
    to,
    reason: `an objection that I cannot answer: ${inQuotes(remark.point)}`,
    point: null,
  };
}
