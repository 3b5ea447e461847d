import { expect, test } from 'vitest';
import { countAffordableAnswers } from '../../../app/debate/evaluation/affordable-answers.ts';
import { measureDebate } from '../../../app/debate/evaluation/measure-debate.ts';
import type { EvaluationResult } from '../../../app/debate/evaluation/methods.ts';
import { buildEvaluationReport } from '../../../app/debate/evaluation/report.ts';
import { runClosedDebate } from '../../support/debates/closed-debate.ts';
import {
  createDebateDriver,
  judgement,
  proposal,
  settings,
  toStoredEvents,
} from '../../support/debates/debate-driver.ts';

const measure = (...debate: Parameters<typeof runClosedDebate>) =>
  measureDebate(runClosedDebate(...debate)) ?? expect.unreachable();

/** Blind and final choices of three seats. The answer is always A. */
const tenQuestions: readonly (readonly [blind: string, final: string])[] = [
  ['AAA', 'AAA'],
  ['AAB', 'AAA'],
  ['ABB', 'AAB'],
  ['ABB', 'BBB'],
  ['BBB', 'BBB'],
  ['ABC', 'AAC'],
  ['AAB', 'ABB'],
  ['BAB', 'AAA'],
  ['AAA', 'AAA'],
  ['CBA', 'CCA'],
];

const tenResults = tenQuestions.map(
  ([blind, final], index): EvaluationResult => ({
    id: `q${index}`,
    answer: 'A',
    measured: measure(blind, final, { turnUsd: 0.01 }),
  }),
);

/** A proportion by its counts. */
const counts = (count: number, of: number) => ({ count, of, rate: count / of });

test('ten questions, counted by hand', () => {
  const report = buildEvaluationReport(tenResults, 1);
  const methods = Object.fromEntries(report.methods.map((method) => [method.method, method]));
  expect(methods).toMatchObject({
    'mean-seat': { accuracy: { count: expect.closeTo(5), of: 10 }, withoutAnswer: 0 },
    'best-seat': { accuracy: counts(7, 10), withoutAnswer: 0, usdPerRight: expect.closeTo(0.1 / 7) },
    'blind-majority': { accuracy: counts(4, 10), withoutAnswer: 2, usdPerRight: expect.closeTo(0.3 / 4) },
    'final-vote': { accuracy: counts(6, 10), withoutAnswer: 0 },
    trajectory: { accuracy: counts(5, 10), withoutAnswer: 2 },
    decision: { accuracy: counts(6, 10), usdPerRight: expect.closeTo(1 / 6), tokensPerRight: 1500 / 6 },
  });
  expect(Object.keys(methods)).not.toContain('judge');
  expect(methods.decision?.secondsMedian).toBeGreaterThan(methods['blind-majority']?.secondsMedian ?? 0);
  expect(report).toMatchObject({
    questions: 10,
    leftOut: [],
    undecided: [],
    bestSeat: 'a1',
    comparisons: [
      {
        against: 'blind-majority',
        difference: 0.2,
        better: 3,
        worse: 1,
        mcNemarP: 0.625,
        finding: 'not-shown',
      },
      { against: 'mean-seat', difference: expect.closeTo(0.1), mcNemarP: null },
      { against: 'best-seat', difference: expect.closeTo(-0.1), better: 1, worse: 2, mcNemarP: 1 },
    ],
    models: [
      {
        model: 'one',
        blindAccuracy: counts(12, 20),
        finalAccuracy: counts(13, 20),
        corrections: counts(3, 8),
        collapses: counts(2, 12),
        conformity: counts(1, 3),
        blindCalibration: { answers: 20, brier: expect.closeTo(0.25), expectedError: expect.closeTo(0.1) },
      },
      {
        model: 'two',
        blindAccuracy: counts(3, 10),
        finalAccuracy: counts(5, 10),
        corrections: counts(2, 7),
        collapses: counts(0, 3),
        conformity: counts(1, 2),
        blindCalibration: { answers: 10, brier: expect.closeTo(0.37), expectedError: expect.closeTo(0.4) },
      },
    ],
  });
});

test('the order of the results does not change the report', () => {
  expect(buildEvaluationReport(tenResults.toReversed(), 1)).toEqual(buildEvaluationReport(tenResults, 1));
});

test('without results nothing is claimed', () => {
  expect(buildEvaluationReport([], 1)).toMatchObject({
    questions: 0,
    methods: [],
    comparisons: [],
    models: [],
  });
});

test('a debate that fails counts as wrong, and one without answers is left out', () => {
  const driver = createDebateDriver(settings({ options: ['A', 'B'] }));
  driver.runPhase({ a1: proposal('It is A.', 'A') });
  for (const seat of ['a2', 'a3'])
    for (const attempt of [1, 2]) {
      if (attempt === 2) driver.startDueTurns();
      driver.fail(`r0.propose.${seat}`, attempt);
    }
  const failed = measureDebate(toStoredEvents(driver.log)) ?? expect.unreachable();
  const cancelled = createDebateDriver(settings({ options: ['A', 'B'] }));
  cancelled.execute({ type: 'cancel', by: 'a person' });
  const silent = measureDebate(toStoredEvents(cancelled.log)) ?? expect.unreachable();
  const results = [failed, silent].map((measured, index) => ({ id: `q${index}`, answer: 'A', measured }));
  const report = buildEvaluationReport(results, 1);
  expect(report).toMatchObject({ questions: 1, undecided: ['q0'], leftOut: ['q1'] });
  expect(report.methods.find(({ method }) => method === 'decision')).toMatchObject({
    accuracy: counts(0, 1),
    withoutAnswer: 1,
  });
});

test('the choice of a judge is measured where it decides, and a running debate is not', () => {
  const driver = createDebateDriver(settings({ options: ['A', 'B'], decider: 'judge', rounds: 0 }));
  driver.runPhase({ a1: proposal('A', 'A'), a2: proposal('B', 'B'), a3: proposal('B', 'B') });
  expect(measureDebate(toStoredEvents(driver.log))).toBeNull();
  driver.runPhase({ j1: { ...judgement, choice: 'A' } });
  const judged = measureDebate(toStoredEvents(driver.log)) ?? expect.unreachable();
  expect(judged).toMatchObject({ judge: 'A', decision: 'A', finalVote: 'B', blindMajority: 'B' });
  // A debate that its judge has not reached has no answer of one.
  const { judge: _, ...unjudged } = judged;
  const results = [judged, unjudged].map((measured, index) => ({ id: `q${index}`, answer: 'A', measured }));
  expect(buildEvaluationReport(results, 1).methods.find(({ method }) => method === 'judge')).toMatchObject({
    accuracy: counts(1, 2),
    withoutAnswer: 1,
  });
});

test.each([
  { model: 'one', answersMax: 20, answers: 9 },
  { model: 'another', answersMax: 8, answers: 7 },
  { model: 'one', answersMax: 2, answers: 3 },
])('a debate of ten equal turns pays for $answers answers of $model, at most $answersMax', (expected) => {
  const { model, answersMax, answers } = expected;
  expect(countAffordableAnswers(measure('AAA', 'AAA', { turnUsd: 0.01 }), model, answersMax)).toBe(answers);
  // Without prices the tokens count.
  expect(countAffordableAnswers(measure('AAA', 'AAA'), model, answersMax)).toBe(answers);
});
