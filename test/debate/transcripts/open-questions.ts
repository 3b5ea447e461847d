import type { DecisionRecord } from '../../../app/debate/record/decision-record.ts';
import { block } from '../../support/debates/block.ts';
import type { Script } from '../../support/debates/script.ts';
import {
  afterSample,
  answerAlone,
  answerTexts,
  convergence,
  documents,
  reworded,
  sample,
  silentCopy,
  swap,
  texts,
  twoAgainstOne,
  unreadable,
} from './open-scripts.ts';

/** A debate and the members that its record must have. */
export interface Transcript {
  readonly name: string;
  readonly script: Script;
  readonly expected: Partial<Record<keyof DecisionRecord, unknown>>;
  /** Seats of the minority, and those that changed their position. */
  readonly minority: readonly string[];
  readonly moved: readonly string[];
}

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
