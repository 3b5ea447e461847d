import type { EvidenceDocument } from '../../../app/debate/prompting/turn-context.ts';
import type { Script, ScriptedJudgement, ScriptedPosition } from '../../support/debates/script.ts';

export const texts =
  'Send text messages, one department after the other, with letters for those without a phone.';
export const letters = 'Keep the letters, and post them four days earlier.';
export const both = 'Send letters for first visits, and text messages for all others.';
const staged = 'Introduce text messages department by department.';
const phased = 'Yes: text messages, in steps, and letters for the rest.';

export const documents: readonly EvidenceDocument[] = [
  {
    id: 'E1',
    name: 'complaints.md',
    text: [
      '# Complaints',
      '',
      'Of 212 missed appointments, 40 were missed because the letter came late.',
      'The printer was out of order for nine days.',
    ].join('\n'),
  },
  {
    id: 'E2',
    name: 'trial.md',
    text: [
      '# Trial',
      '',
      'In two departments, text messages lowered missed appointments from 14 % to 9 %.',
      'One person in eight had no telephone number on file. A list of numbers to confirm at the desk halved that.',
    ].join('\n'),
  },
];

export const answerTexts = '**Yes, text messages, department by department.** The trial supports it.';

/** Two hold the same, the third holds another position, and none of them moves. */
export const twoAgainstOne: Script = {
  documents,
  positions: { a1: [{ claim: texts, confidence: 0.8 }], a2: [{ claim: staged }], a3: [{ claim: letters }] },
  stance: ({ from, about }) =>
    from === 'a3'
      ? [false, 'The letters were late because of the printer.']
      : about === 'a3'
        ? [false, 'Earlier letters still reach people who have moved.']
        : [true, 'The same plan.'],
  judgement: {
    answer: answerTexts,
    groups: [['a1', 'a2'], ['a3']],
    adopts: ['a1', 'a2'],
    moved: [],
    withoutDebate: { answer: 'Yes, text messages.', effect: 'same' },
  },
};

const became = (claim: string, changedBecause: string, changed = true): ScriptedPosition => ({
  claim,
  changed,
  ...(changed && { changedBecause }),
});

export const swap: Script = {
  documents,
  preset: 'duel',
  rounds: 1,
  positions: {
    a1: [{ claim: texts }, became('Letters after all: the printer was the cause.', 'E1 names the printer.')],
    a2: [{ claim: letters }, became('Text messages after all: numbers can be confirmed.', 'E2 shows it.')],
  },
  stance: ({ phase }) =>
    phase === 'critique' ? [false, 'I hold the other plan.'] : [true, 'It convinced me.'],
  judgement: {
    answer: 'It depends on the printer.',
    groups: [['a1'], ['a2']],
    adopts: [],
    moved: ['a1', 'a2'],
    withoutDebate: { answer: 'Neither.', effect: 'same' },
  },
};

export const convergence: Script = {
  documents,
  rounds: 1,
  positions: {
    a1: [{ claim: texts, confidence: 0.8 }],
    a2: [{ claim: letters }, became(texts, 'E2: confirmed numbers halve the gap.')],
    a3: [{ claim: both }, became(texts, 'E1: first visits were missed because of letters.')],
  },
  stance: ({ about, phase }) =>
    about === 'a1' && phase === 'revise' ? [true, 'I hold this now.'] : [false, 'Letters come late.'],
  judgement: { answer: answerTexts, moved: ['a2', 'a3'] },
};

export const silentCopy: Script = {
  documents,
  positions: {
    a1: [{ claim: texts, confidence: 0.8 }],
    a2: [{ claim: letters }],
    a3: [{ claim: both }, became(texts, '', false)],
  },
  stance: ({ from, about }) =>
    from === 'a2' || about === 'a2' ? [false, 'The printer.'] : [from === 'a3', 'It keeps some letters.'],
  judgement: { answer: answerTexts, groups: [['a1', 'a3'], ['a2']], adopts: ['a1', 'a3'], moved: ['a3'] },
};

/** A judgement that does not compare the answer with the start. */
export const answerAlone: ScriptedJudgement = {
  answer: answerTexts,
  groups: [['a1', 'a2', 'a3']],
  adopts: ['a1', 'a2', 'a3'],
};

export const reworded: Script = {
  documents,
  positions: {
    a1: [
      { claim: texts },
      became(`${texts.slice(0, -1)}, and a way back.`, 'One agent rightly asked for a way back.'),
    ],
    a2: [{ claim: staged }],
    a3: [{ claim: phased }],
  },
  stance: () => [true, 'The same plan.'],
  judgement: {
    ...answerAlone,
    moved: [],
    withoutDebate: { answer: 'Yes, text messages.', effect: 'refined' },
  },
};
export const unreadable = 'I would send text messages. {"answer": "yes"}';

export const sample = '```json\n{ "channel": "sms" }\n```';
export const afterSample = 'Then nothing is lost. This is my main reason.';
