import { findingSeverities, type ReviewFinding } from '../../debate/core/turn-outcome.ts';
import { extractTerms } from '../../debate/prompting/terms.ts';
import type { TurnContext } from '../../debate/prompting/turn-context.ts';
import { rankSentences } from '../retrieve.ts';
import { latestPosition } from './critique.ts';
import type { TurnInput } from './reply-writer.ts';
import type { SeededRandom } from './seeded-random.ts';

// What scripted replies have for a checklist or a numeric question.

/** A finding as a reply has it. */
interface WrittenFinding {
  readonly item: number;
  readonly severity: string;
  readonly finding: string;
  readonly evidence?: string;
  readonly quote?: string;
}

/** The share of the items on which a seat finds something. */
const findingShare = 0.6;

/** Scripted findings on some items of the checklist, with the passage that has most of its words. */
export function rehearseFindings({ context, argumentMap, random }: TurnInput): readonly WrittenFinding[] {
  const { checklist = [] } = context;
  return checklist.flatMap((text, index): WrittenFinding[] => {
    const item = index + 1;
    if (random.number(`finding ${item}`) >= findingShare) return [];
    const severity =
      findingSeverities[Math.floor(random.number(`severity ${item}`) * findingSeverities.length)] ?? 'note';
    const [best] = rankSentences(argumentMap.sentences, extractTerms(text));
    if (!best || best.score === 0)
      return [{ item, severity, finding: `The documents say nothing on item ${item}.` }];
    const { evidence, text: quote } = best.sentence;
    return [{ item, severity, finding: `This passage leaves item ${item} open.`, evidence, quote }];
  });
}

/** The own findings that are in the documents, and some of those of the peers. */
export function reviseFindings({
  context,
  random,
}: TurnInput<Extract<TurnContext, { phase: 'revise' }>>): readonly WrittenFinding[] {
  const own = context.own.position.findings ?? [];
  const heldByPeers = context.peers.flatMap((peer) => latestPosition(peer)?.findings ?? []);
  const added = heldByPeers.filter(
    ({ item }, index) => !own.some((held) => held.item === item) && random.number(`adopt ${index}`) < 0.5,
  );
  const byItem = new Map([...added, ...own].map((finding) => [finding.item, finding]));
  return [...byItem.values()].filter(({ citation }) => citation?.found !== false).map(toWritten);
}

const toWritten = ({ item, severity, text, citation }: ReviewFinding): WrittenFinding => ({
  item,
  severity,
  finding: text,
  ...(citation && { evidence: citation.evidence, quote: citation.quote }),
});

/** A number near one that all seats share, with an interval around it. */
export function rehearseNumber({ context, random }: TurnInput): object {
  const { number } = context;
  if (!number) return {};
  const shared = 10 + (context.debateSeed % 90);
  return writeNumber(Math.round(shared * (0.75 + random.number('number') / 2)), number.unit, random);
}

/** The own number, or one halfway to that of a peer. */
export function reviseNumber({
  context,
  random,
}: TurnInput<Extract<TurnContext, { phase: 'revise' }>>): object {
  const { number, own, peers } = context;
  const held = own.position.estimate;
  if (!number || !held) return {};
  const [other = held] = peers.flatMap((peer) => latestPosition(peer)?.estimate ?? []);
  const value = random.number('move number') < 0.5 ? held.value : Math.round((held.value + other.value) / 2);
  const block = writeNumber(value, number.unit, random);
  return value === held.value ? block : { ...block, changedBecause: 'The reasons that one agent gives.' };
}

const writeNumber = (value: number, unit: string, random: SeededRandom) => ({
  claim: `It is about ${value} ${unit}.`,
  number: value,
  interval: [
    Math.floor(value * (0.95 - random.number('low') / 3)),
    Math.ceil(value * (1.05 + random.number('high') / 3)),
  ],
  unit,
});
