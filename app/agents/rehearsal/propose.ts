import type { SeatRole } from '../../debate/core/events.ts';
import type { TurnContext } from '../../debate/prompting/turn-context.ts';
import type { AnswerOption, Tendency } from './answer-options.ts';
import type { ArgumentMap } from './argument-map.ts';
import {
  appendPoints,
  buildClaim,
  computeConfidence,
  createReplyWriter,
  type RehearsedReply,
  rehearsalDisclaimer,
  sentenceCase,
  type TurnInput,
  toCitations,
} from './reply-writer.ts';
import type { SeededRandom } from './seeded-random.ts';

type ProposeContext = Extract<TurnContext, { phase: 'propose' }>;

/** A blind first position, with the passages that carry it. */
export function writeProposal(input: TurnInput<ProposeContext>): RehearsedReply {
  const { context, argumentMap, random, words } = input;
  const option = chooseOption(context.role, argumentMap, random);
  const writer = createReplyWriter(input);
  // Seats that hold the same need not quote the same: each starts at a place of its own among the best
  // points.
  const best = argumentMap.pointsFor(option);
  const points = [...random.shuffle('points', best.slice(0, 4)), ...best.slice(4)];
  const paragraphs = [
    `${rehearsalDisclaimer(argumentMap)} **${sentenceCase(option.statement)}.**`,
    writer.line('opens'),
  ];
  const used = appendPoints(points, paragraphs, writer, words - endingWords);
  const objection = argumentMap
    .pointsAgainst(option)
    .find(({ text }) => !used.some((point) => point.text === text));
  if (objection) paragraphs.push(writer.concession(objection));
  const block = {
    claim: buildClaim(option, used),
    ...(option.choice === undefined ? {} : { choice: option.choice }),
    confidence: computeConfidence(option, input),
    citations: toCitations(used),
  };
  return { paragraphs: [...paragraphs, writer.line('closes')], block };
}

/** A concession and a closing line take about so many. */
const endingWords = 55;

/** What a role is inclined to: strong enough to differ, weak enough that the evidence can win. */
const tendencyByRole: Readonly<Record<SeatRole, Readonly<Partial<Record<Tendency, number>>>>> = {
  advocate: { bold: 0.5, careful: -0.3 },
  sceptic: { careful: 0.6, between: 0.25, bold: -0.3 },
  'evidence-checker': { between: 0.2 },
  proponent: { bold: 2 },
  opponent: { careful: 2, between: 0.5 },
  judge: {},
  member: {},
};

function chooseOption(role: SeatRole, argumentMap: ArgumentMap, random: SeededRandom): AnswerOption {
  const candidates =
    role === 'proponent' || role === 'opponent'
      ? optionsForSide(argumentMap.options, role)
      : argumentMap.options;
  const scored = candidates.map((option) => ({
    stand: option,
    score:
      argumentMap.strength(option) +
      (tendencyByRole[role][option.tendency] ?? 0) +
      0.7 * random.number(`stand ${option.key}`),
  }));
  const [best] = scored.sort((a, b) => b.score - a.score);
  if (!best) throw new Error('a case without stands');
  return best.stand;
}

/** In a duel one speaks for the first answer, and the other for any but that. */
function optionsForSide(
  options: readonly AnswerOption[],
  role: 'proponent' | 'opponent',
): readonly AnswerOption[] {
  const others = options.slice(1);
  return role === 'proponent' || others.length === 0 ? options.slice(0, 1) : others;
}
