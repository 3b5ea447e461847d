import { type Finding, severities } from '../../debate/core/turn-outcome.ts';
import { extractTerms } from '../../debate/prompting/terms.ts';
import type { TurnContext } from '../../debate/prompting/turn-context.ts';
import { rankSentences } from '../retrieve.ts';
import { latestPosition } from './critique.ts';
import type { TurnInput } from './reply-writer.ts';

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
    const severity = severities[Math.floor(random.number(`severity ${item}`) * severities.length)] ?? 'note';
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
  const ofPeers = context.peers.flatMap((peer) => latestPosition(peer)?.findings ?? []);
  const added = ofPeers.filter(
    ({ item }, index) => !own.some((held) => held.item === item) && random.number(`adopt ${index}`) < 0.5,
  );
  const byItem = new Map([...added, ...own].map((finding) => [finding.item, finding]));
  return [...byItem.values()].filter(({ citation }) => citation?.found !== false).map(toWritten);
}

const toWritten = ({ item, severity, text, citation }: Finding): WrittenFinding => ({
  item,
  severity,
  finding: text,
  ...(citation && { evidence: citation.evidence, quote: citation.quote }),
});
