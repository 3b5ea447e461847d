import type { EvidenceDocument } from '../../../app/debate/prompting/turn-context.ts';
import type { DecisionRecord } from '../../../app/debate/record/decision-record.ts';
import { block } from '../../support/debates/block.ts';
import type { Script, ScriptedPosition } from '../../support/debates/script.ts';

/** A debate and the members that its record must have. */
export interface Transcript {
  readonly name: string;
  readonly script: Script;
  readonly expected: Partial<Record<keyof DecisionRecord, unknown>>;
  /** Seats of the minority, and those that changed their position. */
  readonly minority: readonly string[];
  readonly moved: readonly string[];
}

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
    text: '# Complaints\n\nOf 212 missed appointments, 40 were missed because the letter came late. The printer was out of order for nine days.\n',
  },
  {
    id: 'E2',
    name: 'trial.md',
    text: '# Trial\n\nIn two departments, text messages lowered missed appointments from 14 % to 9 %. One patient in eight had no telephone number on file. A list of numbers to confirm at the desk halved that.\n',
  },
];

const answerTexts = '**Yes, text messages, department by department.** The trial supports it.';

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

const swap: Script = {
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

const convergence: Script = {
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

const silentCopy: Script = {
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

const reworded: Script = {
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
    answer: answerTexts,
    groups: [['a1', 'a2', 'a3']],
    adopts: ['a1', 'a2', 'a3'],
    moved: [],
    withoutDebate: { answer: 'Yes, text messages.', effect: 'refined' },
  },
};
const { moved: _, withoutDebate: __, ...answerAlone } = reworded.judgement;

const unreadable = 'I would send text messages. {"answer": "yes"}';

export const sample = '```json\n{ "channel": "sms" }\n```';
export const afterSample = 'Then nothing is lost. This is my main reason.';

const decided = { outcome: 'decided', method: 'judge' };

export const openQuestions: readonly Transcript[] = [
  {
    name: 'two against one, and no change',
    script: twoAgainstOne,
    minority: ['a3'],
    moved: [],
    expected: {
      ...decided,
      answer: answerTexts,
      judgedBy: 'j1',
      stopReason: 'stable',
      againstMajority: false,
      agreement: { score: 2 / 3, source: 'judge', groups: [['a1', 'a2'], ['a3']] },
      baseline: { effect: 'same', changed: false },
      lostSeats: null,
    },
  },
  {
    name: 'two seats that swap their positions',
    script: swap,
    minority: ['a1', 'a2'],
    moved: ['a1', 'a2'],
    expected: { ...decided, stopReason: 'rounds', agreement: { score: 1 / 2 } },
  },
  {
    name: 'two seats that take over the claim of the third',
    script: convergence,
    minority: [],
    moved: ['a2', 'a3'],
    expected: {
      ...decided,
      stopReason: 'agreed',
      agreement: { score: 1 },
      baseline: { effect: 'changed', changed: true },
    },
  },
  {
    name: 'a seat that takes over a claim and says that nothing changed',
    script: silentCopy,
    minority: ['a2'],
    moved: ['a3'],
    expected: { ...decided, agreement: { score: 2 / 3 }, baseline: { changed: true } },
  },
  {
    name: 'a judge that sides with the one against the two',
    script: {
      ...twoAgainstOne,
      judgement: { ...twoAgainstOne.judgement, answer: '**No, keep the letters.**', adopts: ['a3'] },
    },
    minority: ['a1', 'a2'],
    moved: [],
    expected: { ...decided, againstMajority: true, agreement: { score: 2 / 3 } },
  },
  {
    name: 'a judge that adopts no position',
    script: { ...twoAgainstOne, judgement: { ...twoAgainstOne.judgement, adopts: [] } },
    minority: ['a1', 'a2', 'a3'],
    moved: [],
    expected: { ...decided, againstMajority: true },
  },
  {
    name: 'a judge that compares no positions',
    script: { ...twoAgainstOne, judgement: { answer: answerTexts } },
    minority: ['a3'],
    moved: [],
    expected: { ...decided, agreement: { score: 2 / 3, source: 'stances', groups: [['a1', 'a2'], ['a3']] } },
  },
  {
    name: 'a panel that agrees, and a seat that adds half a sentence',
    script: reworded,
    minority: [],
    moved: [],
    expected: { ...decided, agreement: { score: 1 }, baseline: { effect: 'refined', changed: false } },
  },
  {
    name: 'the same, when the judge does not compare it with the start',
    script: { ...reworded, judgement: answerAlone },
    minority: [],
    moved: [],
    expected: { ...decided, agreement: { score: 1 }, baseline: { changed: false } },
  },
  {
    name: 'three blind answers that are the same',
    script: {
      documents,
      positions: { a1: [{ claim: texts }], a2: [{ claim: texts.toUpperCase() }], a3: [{ claim: texts }] },
      stance: () => [false, 'never asked'],
      judgement: { answer: answerTexts },
    },
    minority: [],
    moved: [],
    expected: {
      ...decided,
      stopReason: 'agreed',
      agreement: { score: 1 },
      baseline: { effect: 'same', changed: false },
    },
  },
  {
    name: 'a judge that cannot be read',
    script: { ...twoAgainstOne, reply: (agent) => (agent === 'j1' ? unreadable : null) },
    minority: ['a3'],
    moved: [],
    expected: { ...decided, answer: answerTexts, judgedBy: 'a1', agreement: { score: 2 / 3 } },
  },
  {
    name: 'a judge and a substitute that cannot be read',
    script: { ...twoAgainstOne, reply: (_agent, { phase }) => (phase === 'decide' ? unreadable : null) },
    minority: ['a3'],
    moved: [],
    expected: {
      outcome: 'failed',
      answer: null,
      judgedBy: null,
      agreement: { score: 2 / 3, source: 'stances' },
    },
  },
  {
    name: 'a turn with a sample of JSON in its prose',
    script: {
      ...twoAgainstOne,
      rounds: 0,
      reply: (agent, { phase }) =>
        agent === 'a1' && phase === 'propose'
          ? block(`Set the gateway so:\n\n${sample}\n\n${afterSample}`, { claim: texts, confidence: 0.8 })
          : null,
    },
    minority: ['a3'],
    moved: [],
    expected: { ...decided, stopReason: 'rounds', agreement: { score: 2 / 3 } },
  },
];
