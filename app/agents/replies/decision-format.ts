import type { TurnContext } from '../../debate/prompting/turn-context.ts';

type DecideContext = Extract<TurnContext, { phase: 'decide' }>;

/** The members of the judge's block. The answer itself is the prose before it. */
export function decisionPattern(context: DecideContext): object {
  const { peers, options, decidedBy } = context;
  const isOpen = decidedBy === 'judge' && !context.agreed;
  const [first = 'A', second = 'B', ...others] = peers.map(({ label }) => label);
  const rest = others.length > 0 ? others : [second];
  return {
    consensus: ['what all hold'],
    contradictions: ['where they contradict each other, and on what'],
    partialCoverage: ['what only some of them deal with'],
    uniqueInsights: ['what one of them alone saw'],
    blindSpots: ['what none of them dealt with'],
    ...(isOpen && {
      groups: others.length > 0 ? [[first, second], others] : [[first], [second]],
      adopts: [first],
    }),
    ...(mayReject(context) && {
      rejects: rest.map((peer) => ({ peer, because: 'why the answer does not adopt its position' })),
    }),
    ...(options && decidedBy === 'judge' && { choice: 'one of the options, word for word' }),
    ...(isDebated(context) &&
      !isCounted(context) && {
        moved: [second],
        withoutDebate: {
          answer: 'the answer from the first positions alone, in one sentence',
          effect: 'same',
        },
      }),
  };
}

/** A vote without a winner: the judge explains it and chooses nothing. */
export const isTied = ({ decidedBy, choice }: DecideContext): boolean =>
  decidedBy === 'vote' && choice === null;

const mayReject = (context: DecideContext): boolean => !context.agreed && !isTied(context);

/** True when at least one agent stated more than one position. */
const isDebated = ({ peers }: DecideContext): boolean => peers.some(({ positions }) => positions.length > 1);

const isCounted = ({ options, number }: DecideContext): boolean => options !== null || number !== undefined;

/** Of which peers the judge says why the answer does not adopt them. */
const rejected: Readonly<Record<DecideContext['decidedBy'], string>> = {
  vote: 'that chose another option',
  pool: 'whose number is far from the pooled one',
  judge: 'that is not in "adopts"',
};

export function decisionExplanations(context: DecideContext): readonly string[] {
  const { options, decidedBy, agreed } = context;
  const lines = ['Any of the five lists may be empty.'];
  if (decidedBy === 'judge' && !agreed)
    lines.push(
      '"groups" lists every peer once, by its label: peers whose last positions are the same in substance share a ' +
        'group, whatever their wording and whatever they said about each other before. ' +
        '"adopts" lists the peers whose last position your answer adopts; it is empty when the answer adopts none.',
    );
  if (mayReject(context))
    lines.push(
      `"rejects" says of each peer ${rejected[decidedBy]}` +
        ', in one sentence, why the answer does not adopt its position.',
    );
  if (options && decidedBy === 'judge')
    lines.push('"choice" is your decision, one of the options above, copied exactly.');
  if (isDebated(context) && !isCounted(context))
    lines.push(
      '"moved" lists the peers whose last position differs in substance from their first. ' +
        '"withoutDebate" is the answer that follows from the first positions alone, and "effect" compares your ' +
        'answer with it: "same", "refined" (the same with more precision), "changed" (another answer) or ' +
        '"reversed" (the opposite).',
    );
  lines.push(
    'Labels such as A are valid in this turn only. In the answer and the lists write "one agent", "two agents".',
  );
  return lines;
}
