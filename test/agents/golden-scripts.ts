import type { EvidenceDocument } from '../../app/debate/prompting/turn-context.ts';
import type { Script } from '../support/debates/script.ts';

const documents: readonly EvidenceDocument[] = [
  {
    id: 'E1',
    name: 'complaints.md',
    text: '# Complaints\n\nOf 212 missed appointments, 40 were missed because the letter came late.\n',
  },
  {
    id: 'E2',
    name: 'trial.md',
    text: [
      '# Trial',
      '',
      'Text messages lowered missed appointments from 14 % to 9 %.',
      'One person in eight had no telephone number on file.',
      '',
    ].join('\n'),
  },
];

const texts = 'Send text messages, department by department.';
const letters = 'Keep the letters, and post them four days earlier.';

const prose: NonNullable<Script['prose']> = (agent, { phase, round }) => {
  switch (phase) {
    case 'propose':
      return agent === 'a3'
        ? 'The numbers are not on file.\n\nLetters reach everyone.'
        : 'The trial is clear.';
    case 'critique':
      return `One agent rests on E2 alone (round ${round}).`;
    case 'revise':
      return 'The point about telephone numbers is right.\n\n- It does not outweigh the trial.';
    case 'decide':
      return '**Yes.** The trial supports it.';
  }
};

/** Two agree, one of them with an exception; the third disagrees and changes its position. */
export const open: Script = {
  documents,
  rounds: 1,
  prose,
  positions: {
    a1: [
      {
        claim: texts,
        reason: 'The trial lowered missed appointments by a third.',
        citations: [
          { evidence: 'E2', quote: 'Text messages lowered missed appointments from 14 % to 9 %.' },
          { evidence: 'E1', quote: 'All letters came late.' },
        ],
        confidence: 0.8,
      },
    ],
    a2: [{ claim: 'Introduce text messages in steps.', reason: 'Steps can be taken back.', confidence: 0.6 }],
    a3: [
      { claim: letters, reason: 'One person in eight has no number on file.', confidence: 0.7 },
      {
        claim: 'Send both for a year.',
        reason: 'Both reach more people than either.',
        confidence: 0.6,
        changed: true,
        changedBecause: 'E2 shows fewer missed appointments with text messages.',
      },
    ],
  },
  stance: ({ from, about }) => {
    if (from === 'a3') return [false, 'It does not say how the numbers are to be found.'];
    if (about === 'a3') return [false, 'Earlier letters do not lower the 14 %.'];
    return from === 'a2'
      ? [true, 'The same plan.', 'It must be possible to go back.']
      : [true, 'The same plan.'];
  },
  judgement: {
    answer: '**Yes.** The trial supports it.',
    groups: [['a1', 'a2'], ['a3']],
    adopts: ['a1', 'a2'],
  },
};

export const agreed: Script = {
  ...open,
  positions: { a1: [{ claim: texts }], a2: [{ claim: texts }], a3: [{ claim: texts }] },
};

const options = ['Text messages', 'Letters', 'Both for a year'] as const;
const choose = (agent: string, choice: string) => ({
  ...open.positions[agent]?.[0],
  claim: `${choice}.`,
  choice,
});

export const closed: Script = {
  ...open,
  options,
  positions: {
    a1: [choose('a1', options[0])],
    a2: [choose('a2', options[0])],
    a3: [choose('a3', options[1])],
  },
};

export const tied: Script = {
  ...closed,
  rounds: 0,
  positions: {
    a1: [choose('a1', options[0])],
    a2: [choose('a2', options[1])],
    a3: [choose('a3', options[2])],
  },
};

const { a1: proponent = [] } = open.positions;

export const duel: Script = {
  ...open,
  preset: 'duel',
  positions: {
    a1: proponent,
    a2: [{ claim: letters, reason: 'One person in eight has no number on file.' }],
  },
  stance: ({ from }) =>
    from === 'a1'
      ? [false, 'Earlier letters do not lower the 14 %.']
      : [false, 'It leaves one in eight out.'],
  judgement: { answer: '**Yes.**', groups: [['a1'], ['a2']], adopts: ['a1'] },
};

export const closedDuel: Script = {
  ...duel,
  options: options.slice(0, 2),
  positions: {
    a1: [choose('a1', options[0])],
    a2: [choose('a2', options[1])],
  },
  judgement: { ...duel.judgement, choice: options[0] },
};

/** Two camps of numbers, of which one agent leaves the other. */
export const numeric: Script = {
  documents,
  rounds: 1,
  prose,
  number: { unit: 'weeks', tolerance: 0.1 },
  positions: {
    a1: [{ claim: 'The departments follow one another.', number: 30, interval: [20, 40] }],
    a2: [{ claim: 'They can start together.', number: 8, interval: [6, 10] }],
    a3: [
      { claim: 'Half of them can start together.', number: 15, interval: [10, 20] },
      {
        claim: 'They follow one another.',
        number: 28,
        interval: [20, 36],
        changed: true,
        changedBecause: 'There is one team for all.',
      },
    ],
  },
  stance: ({ about }) => [about === 'a1', 'There is one team for all.'],
  judgement: { answer: 'Half a year, because one team does it all.', adopts: ['a1', 'a3'] },
};
