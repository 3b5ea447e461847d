import type { Position } from '../../../app/debate/core/events.ts';
import type {
  EvidenceDocument,
  OwnTurns,
  Peer,
  PromptDocument,
  TurnContext,
} from '../../../app/debate/prompting/turn-context.ts';

/** Documents that prompts show completely. */
export const shownCompletely = (given: readonly EvidenceDocument[]): readonly PromptDocument[] =>
  given.map((document) => ({ ...document, shown: document.text }));

export const documents: readonly PromptDocument[] = shownCompletely([
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
]);

export const question = 'Should we split the monolith?';

const commonBrief = {
  turn: 'r0.propose.a1',
  attempt: 1,
  round: 0,
  question,
  options: null,
  role: 'advocate',
  documents,
  date: '2026-11-30',
  notes: [],
  seed: 11,
  debateSeed: 7,
  omissions: [],
  repair: null,
} as const;

type BriefOf<P extends TurnContext['phase']> = Extract<TurnContext, { phase: P }>;
type BriefOverrides = Partial<
  Pick<
    TurnContext,
    'question' | 'options' | 'documents' | 'notes' | 'seed' | 'debateSeed' | 'repair' | 'role' | 'attempt'
  >
>;

export const position = (claim: string, more: Partial<Position> = {}): Position => ({
  claim,
  confidence: 0.7,
  citations: [],
  changed: false,
  ...more,
});

/** An agent's own position, with reasons and without a critique. */
export const ownTurns = (position: Position, more: Partial<OwnTurns> = {}): OwnTurns => ({
  position,
  reasons: 'Deploys fail as one, and one team waits for another.',
  critique: '',
  ...more,
});

export const peer = (label: string, agent: string, ...positions: readonly Position[]): Peer => ({
  label,
  agent,
  positions,
  reasons: `The reasons of the agent with the label ${label}.`,
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
  const own = ownTurns(withChoice(claims.own, 0));
  const peers = [peer('A', 'a2', withChoice(claims.a2, 1)), peer('B', 'a3', withChoice(claims.a3, 2))];
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
    peers: [peer('C', 'a1', own.position), ...peers],
    remarks: [
      { from: 'A', about: 'B', agrees: false, point: 'A step that is never finished is a second system.' },
    ],
    decidedBy: 'judge',
    choice: null,
    agreed: false,
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
