import type { Position } from '../../../app/debate/core/events.ts';
import type { EvidenceDocument, TurnContext } from '../../../app/debate/prompting/turn-context.ts';

export const documents: readonly EvidenceDocument[] = [
  {
    id: 'E1',
    name: 'deploys.md',
    text: [
      '# Deploys, first half of the year',
      '',
      'The monolith was deployed 31 times, and nine of these deploys were rolled back within the hour. A',
      'failed deploy blocks all seven teams until it is repaired.',
      '',
      '- Billing caused six of the nine rollbacks, although it is a tenth of the code.',
      '- The search team waited 19 days in total for others to finish their releases.',
      '',
      '```sh',
      'deploy --all --yes-this-is-not-a-sentence-to-quote',
      '```',
    ].join('\n'),
  },
  {
    id: 'E2',
    name: 'cost of services.md',
    text: [
      'Splitting billing out of the monolith is estimated at 14 weeks for two engineers. Splitting',
      'everything would take the whole platform team more than a year, and the on-call rota is already',
      'short of people.',
      '',
      'A trial split of the mail service was late by two months, but its deploys have not failed since.',
    ].join('\n'),
  },
];

export const question = 'Should we split the monolith?';

const commonBrief = {
  turn: 'r0.propose.a1',
  attempt: 1,
  round: 0,
  question,
  options: null,
  role: 'advocate',
  documents,
  notes: [],
  seed: 11,
  repair: null,
} as const;

type BriefOf<P extends TurnContext['phase']> = Extract<TurnContext, { phase: P }>;
type BriefOverrides = Partial<
  Pick<TurnContext, 'question' | 'options' | 'documents' | 'notes' | 'seed' | 'repair' | 'role' | 'attempt'>
>;

export const position = (claim: string, more: Partial<Position> = {}): Position => ({
  claim,
  confidence: 0.7,
  citations: [],
  changed: false,
  ...more,
});

export const proposeBrief = (changes: BriefOverrides = {}): BriefOf<'propose'> => ({
  ...commonBrief,
  phase: 'propose',
  ...changes,
});

const billingCitation = {
  evidence: 'E1',
  quote: 'Billing caused six of the nine rollbacks, although it is a tenth of the code.',
  found: true,
};
const claims = {
  own: position('Yes, we should split the monolith.'),
  a2: position('No, we should not split the monolith as things stand.'),
  a3: position('Only in steps that can be undone: that is how we should split the monolith.', {
    citations: [billingCitation],
  }),
};

/** Positions that differ; of a closed question also in what they choose. */
function buildPositions({ options }: BriefOverrides) {
  const withChoice = (held: Position, index: number): Position => {
    const choice = options?.[index % options.length];
    return choice === undefined ? held : { ...held, choice };
  };
  const own = withChoice(claims.own, 0);
  const peers = [
    { label: 'A', agent: 'a2', positions: [withChoice(claims.a2, 1)] },
    { label: 'B', agent: 'a3', positions: [withChoice(claims.a3, 2)] },
  ];
  return { own, peers };
}

const remarks = [
  { from: 'A', about: 'you', agrees: false, point: 'It leaves out what the on-call rota can carry.' },
  { from: 'B', about: 'you', agrees: false, point: 'It leaves out the 14 weeks that billing alone takes.' },
];

export const critiqueBrief = (changes: BriefOverrides = {}): BriefOf<'critique'> => ({
  ...commonBrief,
  turn: 'r1.critique.a1',
  round: 1,
  phase: 'critique',
  ...buildPositions(changes),
  ...changes,
});

export const reviseBrief = (changes: BriefOverrides = {}): BriefOf<'revise'> => ({
  ...commonBrief,
  turn: 'r1.revise.a1',
  round: 1,
  phase: 'revise',
  ...buildPositions(changes),
  remarks,
  ...changes,
});

export function decideBrief(changes: BriefOverrides = {}): BriefOf<'decide'> {
  const { own, peers } = buildPositions(changes);
  return {
    ...commonBrief,
    turn: 'r1.decide.j1',
    round: 1,
    role: 'judge',
    phase: 'decide',
    peers: [{ label: 'C', agent: 'a1', positions: [own] }, ...peers],
    remarks: [
      { from: 'A', about: 'B', agrees: false, point: 'A step that is never finished is a second system.' },
    ],
    ...changes,
  };
}

/** One brief of every phase. */
export const allBriefs = (changes: BriefOverrides = {}): readonly TurnContext[] => [
  proposeBrief(changes),
  critiqueBrief(changes),
  reviseBrief(changes),
  decideBrief(changes),
];
