import type { Script, ScriptedPosition } from '../../support/debates/script.ts';
import type { Transcript } from './open-questions.ts';

const [texts, letters, later] = ['Text messages', 'Letters', 'Decide later'] as const;
const options = [texts, letters, later];

/** By seat, the options that it chooses: blind, then after each round. */
const choose = (choices: Readonly<Record<string, readonly string[]>>): Script['positions'] =>
  Object.fromEntries(
    Object.entries(choices).map(([agent, list]) => [
      agent,
      list.map((choice, round): ScriptedPosition => {
        const changed = round > 0 && choice !== list[round - 1];
        const claim = `As ${agent} sees it in round ${round}: ${choice}.`;
        return { claim, choice, ...(changed && { changed, changedBecause: `E${round} shows it.` }) };
      }),
    ]),
  );

const closed = (
  choices: Readonly<Record<string, readonly string[]>>,
  more: Partial<Script> = {},
): Script => ({
  options,
  positions: choose(choices),
  stance: () => [false, 'A point.'],
  judgement: { answer: 'The panel has voted, for these reasons.' },
  ...more,
});

const byVote = { outcome: 'decided', method: 'vote', answer: 'The panel has voted, for these reasons.' };
const reversed = { choices: [texts], effect: 'reversed', changed: true };

export const closedQuestions: readonly Transcript[] = [
  {
    name: 'two votes against one',
    script: closed(
      { a1: [texts], a2: [texts], a3: [letters] },
      { judgement: { answer: byVote.answer, adopts: ['a1', 'a2'] } },
    ),
    minority: ['a3'],
    moved: [],
    expected: {
      ...byVote,
      choice: texts,
      tied: false,
      agreement: { score: 2 / 3, source: 'votes' },
      votes: { [texts]: 2, [letters]: 1, [later]: 0 },
      minority: [{ agent: 'a3', rejectedBecause: 'The trial speaks against it.' }],
      baseline: { choices: [texts], effect: 'same', changed: false },
    },
  },
  {
    name: 'votes that turn during the debate',
    script: closed({
      a1: [texts, letters, letters],
      a2: [texts, texts, letters],
      a3: [letters, texts, texts],
    }),
    minority: ['a3'],
    moved: ['a1', 'a2', 'a3'],
    expected: {
      ...byVote,
      choice: letters,
      stopReason: 'rounds',
      agreement: { score: 2 / 3 },
      blindVotes: { [texts]: 2, [letters]: 1, [later]: 0 },
      trajectoryVotes: { [texts]: 5, [letters]: 4, [later]: 0 },
      baseline: reversed,
    },
  },
  {
    name: 'five seats that agree at the end',
    script: closed({
      a1: [texts, texts, letters],
      a2: [texts, texts, letters],
      a3: [texts, texts, letters],
      a4: [texts, letters, letters],
      a5: [letters, texts, letters],
    }),
    minority: [],
    moved: ['a1', 'a2', 'a3', 'a4', 'a5'],
    expected: {
      ...byVote,
      choice: letters,
      stopReason: 'agreed',
      agreement: { score: 1 },
      baseline: reversed,
    },
  },
  {
    name: 'four of five seats that agree at the end',
    script: closed({
      a1: [texts, texts, texts],
      a2: [texts, texts, letters],
      a3: [texts, texts, letters],
      a4: [texts, letters, letters],
      a5: [letters, letters, letters],
    }),
    minority: ['a1'],
    moved: ['a2', 'a3', 'a4'],
    expected: { ...byVote, choice: letters, agreement: { score: 0.8 }, baseline: reversed },
  },
  {
    name: 'a vote that ties',
    script: closed({ a1: [texts], a2: [letters], a3: [later] }),
    minority: ['a1', 'a2', 'a3'],
    moved: [],
    expected: {
      ...byVote,
      choice: null,
      tied: true,
      agreement: { score: 1 / 3 },
      baseline: { effect: 'same', changed: false },
    },
  },
  {
    name: 'a duel, whose sides are assigned',
    script: closed(
      { a1: [texts], a2: [letters] },
      {
        preset: 'duel',
        options: [texts, letters],
        judgement: { answer: '**Letters.**', choice: letters, groups: [['a1'], ['a2']], adopts: ['a2'] },
      },
    ),
    minority: ['a1'],
    moved: [],
    expected: {
      outcome: 'decided',
      method: 'judge',
      judgedBy: 'j1',
      choice: letters,
      tied: false,
      answer: '**Letters.**',
      againstMajority: false,
      agreement: { score: 1 / 2 },
    },
  },
  {
    name: 'a seat that loses its later turns',
    script: closed(
      { a1: [texts], a2: [texts, letters, letters], a3: [letters] },
      { reply: (agent, { phase }) => (agent === 'a3' && phase === 'revise' ? 'I write no block.' : null) },
    ),
    minority: ['a1'],
    moved: ['a2'],
    expected: {
      ...byVote,
      choice: letters,
      agreement: { score: 2 / 3 },
      lostSeats: { agents: ['a3'], couldHaveChanged: true },
    },
  },
  {
    name: 'a judge that cannot explain the vote, nor can its substitute',
    script: closed(
      { a1: [texts], a2: [texts], a3: [letters] },
      { reply: (_agent, { phase }) => (phase === 'decide' ? 'I write no block.' : null) },
    ),
    minority: ['a3'],
    moved: [],
    expected: {
      outcome: 'decided',
      method: 'vote',
      choice: texts,
      judgedBy: null,
      answer: `${texts}. As a1 sees it in round 0: ${texts}.`,
    },
  },
];
