import type { SeatRole } from '../../debate/core/events.ts';
import type { TurnContext } from '../../debate/prompting/turn-context.ts';
import type { AnswerOption, Tendency } from './answer-options.ts';
import type { ArgumentMap } from './argument-map.ts';
import { rehearseFindings, rehearseNumber } from './question-kinds.ts';
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

/** Writes a blind first position with the passages that support it. */
export function writeProposal(input: TurnInput<ProposeContext>): RehearsedReply {
  const { context, argumentMap, random, words } = input;
  const option = chooseOption(context.role, argumentMap, random);
  const writer = createReplyWriter(input);
  // Shuffled, so that seats with the same position quote different passages.
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
    ...(context.checklist && { findings: rehearseFindings(input) }),
    confidence: computeConfidence(option, input),
    citations: toCitations(used),
    ...rehearseNumber(input),
  };
  return { paragraphs: [...paragraphs, writer.line('closes')], block };
}

/** Approximate length of a concession and a closing phrase. */
const endingWords = 55;

/** Bias of each role: strong enough for different positions, weak enough that evidence can outweigh it. */
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
    option,
    score:
      argumentMap.strength(option) +
      (tendencyByRole[role][option.tendency] ?? 0) +
      0.7 * random.number(`stand ${option.key}`),
  }));
  const [best] = scored.sort((a, b) => b.score - a.score);
  if (!best) throw new Error('an argument map without options');
  return best.option;
}

/** In a duel, the proponent argues for the first option and the opponent for another one. */
function optionsForSide(
  options: readonly AnswerOption[],
  role: 'proponent' | 'opponent',
): readonly AnswerOption[] {
  const others = options.slice(1);
  return role === 'proponent' || others.length === 0 ? options.slice(0, 1) : others;
}
