import type { Position } from '../../debate/core/events.ts';
import type { Peer, TurnContext } from '../../debate/prompting/turn-context.ts';
import type { AnswerOption } from './answer-options.ts';
import type { ArgumentMap } from './argument-map.ts';
import type { Point } from './points.ts';
import {
  appendPoints,
  countWords,
  createReplyWriter,
  inQuotes,
  quoteAgent,
  type RehearsedReply,
  rehearsalDisclaimer,
  type TurnInput,
} from './reply-writer.ts';
import type { SeededRandom } from './seeded-random.ts';

type CritiqueContext = Extract<TurnContext, { phase: 'critique' }>;

/** Writes a stance on each peer: agreement, and what its position omits, misquotes or adds. */
export function writeCritique(input: TurnInput<CritiqueContext>): RehearsedReply {
  const { context, argumentMap, random, words } = input;
  const writer = createReplyWriter(input);
  const ownOption = argumentMap.matchOption(context.own.position);
  const assess = createPeerAssessor(ownOption, context.own.position, argumentMap, random);
  const paragraphs: string[] = [rehearsalDisclaimer(argumentMap)];
  const stances = context.peers.map((peer) => {
    const { agrees, point } = assess(peer);
    const name = `Peer ${peer.label}`;
    const opening = `**${name}** holds: ${quoteAgent(latestPosition(peer)?.claim ?? '', 180)}`;
    paragraphs.push(`${opening} ${writer.stance(agrees ? 'agrees' : 'disagrees', name)} ${point}`);
    return { peer: peer.label, agrees, ...(context.ranks && { scores: scorePeer(peer, random) }), point };
  });
  if (ownOption && countWords(paragraphs) < words * 0.8) {
    const further = argumentMap
      .pointsFor(ownOption)
      .filter((point) => point.sentence && !isCited(point, [context.own.position]));
    appendPoints(further, paragraphs, writer, words * 0.8);
  }
  return { paragraphs: [...paragraphs, writer.line('closes')], block: { stances } };
}

/** Quotations that are in their documents count most; the rest is chance. */
function scorePeer(peer: Peer, random: SeededRandom) {
  const citations = latestPosition(peer)?.citations ?? [];
  const found = Math.min(4, citations.filter((citation) => citation.found).length);
  const chance = (criterion: string) => Math.floor(random.number(`score ${criterion} ${peer.label}`) * 5);
  return {
    correct: 4 + chance('correct'),
    supported: 2 + found + chance('supported'),
    complete: 3 + chance('complete'),
  };
}

export const latestPosition = (peer: Peer | undefined): Position | undefined => peer?.positions.at(-1);

interface PeerAssessment {
  readonly agrees: boolean;
  readonly point: string;
}

/** Assesses the current position of each peer in turn, without using the same passage for two of them. */
export function createPeerAssessor(
  ownOption: AnswerOption | null,
  ownPosition: Position,
  argumentMap: ArgumentMap,
  random: SeededRandom,
) {
  const usedTexts = new Set<string>();
  /** Picks one of the best passages that the position does not cite. */
  const findUncited = (position: Position, points: readonly Point[]) => {
    const open = points.filter((point) => point.sentence && !isCited(point, [position]));
    const best = random.shuffle('missed', open.slice(0, 3));
    const chosen = best.find(({ text }) => !usedTexts.has(text)) ?? best[0];
    if (chosen) usedTexts.add(chosen.text);
    return chosen?.sentence ?? null;
  };

  return (peer: Peer): PeerAssessment => {
    const position = latestPosition(peer);
    if (!position) return { agrees: false, point: 'It has not stated a position yet.' };
    const option = argumentMap.matchOption(position);
    const agrees = option && ownOption ? option.key === ownOption.key : position.claim === ownPosition.claim;
    return { agrees, point: agrees ? support(position, option) : objection(position, option) };
  };

  function support(position: Position, option: AnswerOption | null): string {
    const checked = position.citations.find(({ found }) => found);
    const more = option ? findUncited(position, argumentMap.pointsFor(option)) : null;
    if (more) return `I would add ${more.evidence}: ${inQuotes(more.text)}`;
    if (checked) return `Its quotation from ${checked.evidence} is in the document.`;
    return 'We hold the same position, on the same general grounds.';
  }

  function objection(position: Position, option: AnswerOption | null): string {
    const wrong = position.citations.find(({ found }) => !found);
    if (wrong)
      return `Its quotation from ${wrong.evidence} is not in the document: ${quoteAgent(wrong.quote, 120)}`;
    const against = [
      ...(option ? argumentMap.pointsAgainst(option) : []),
      ...(ownOption ? argumentMap.pointsFor(ownOption) : []),
    ];
    const missed = findUncited(position, against);
    if (missed) {
      const omission = position.citations.length === 0 ? 'It cites nothing, not even' : 'It leaves out';
      return `${omission} ${missed.evidence}: ${inQuotes(missed.text)}`;
    }
    const grounds = ownOption ? argumentMap.pointsFor(ownOption) : against;
    const general = random.shuffle(
      'general',
      grounds.filter(({ kind }) => kind === 'general'),
    );
    const fresh = general.find(({ text }) => !usedTexts.has(text) && !position.claim.includes(text.slice(1)));
    if (!fresh) return 'It gives no reason that would exclude mine.';
    usedTexts.add(fresh.text);
    return `It has no answer to this: ${fresh.text}`;
  }
}

export const isCited = (point: Point, positions: readonly Position[]): boolean =>
  positions.some(({ citations }) =>
    citations.some(
      ({ evidence, quote }) => point.sentence?.evidence === evidence && quote.includes(point.text),
    ),
  );
