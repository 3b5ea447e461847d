import { beforeAll, describe, expect, test } from 'vitest';
import { type MeasuredDebate, measureDebate } from '../../../app/debate/evaluation/measure-debate.ts';
import type { EvaluationResult } from '../../../app/debate/evaluation/methods.ts';
import { buildEvaluationReport, type EvaluationReport } from '../../../app/debate/evaluation/report.ts';
import type { Interval } from '../../../app/debate/evaluation/statistics.ts';
import { runClosedDebate } from '../../support/debates/closed-debate.ts';
import { createRandom, type Random } from '../../support/random.ts';

/** Three seats that answer, and change their answers, each by itself. A is right, B is wrong. */
interface Skill {
  /** The chance that a blind answer is right. */
  readonly blind: number;
  /** The chance that a wrong blind answer ends right, and that a right one ends wrong. */
  readonly correction: number;
  readonly collapse: number;
}

const seeds = 1000;
const triples = ['AAA', 'AAB', 'ABA', 'ABB', 'BAA', 'BAB', 'BBA', 'BBB'];

/** Every debate of three such seats, on the engine: each seed draws from them. */
const debates = new Map<string, MeasuredDebate>();

beforeAll(() => {
  for (const blind of triples)
    for (const final of triples)
      debates.set(`${blind} ${final}`, measureDebate(runClosedDebate(blind, final)) ?? expect.unreachable());
});

function drawResults({ blind, correction, collapse }: Skill, questions: number, random: Random) {
  return Array.from({ length: questions }, (_, index): EvaluationResult => {
    const wasRight = Array.from({ length: 3 }, () => random.next() < blind);
    const isRight = wasRight.map((was) => (was ? random.next() >= collapse : random.next() < correction));
    const letters = (rights: readonly boolean[]) => rights.map((right) => (right ? 'A' : 'B')).join('');
    const measured = debates.get(`${letters(wasRight)} ${letters(isRight)}`) ?? expect.unreachable();
    return { id: `q${index}`, answer: 'A', measured: { ...measured, seats: asOneModel(measured) } };
  });
}

const asOneModel = ({ seats }: MeasuredDebate) => seats.map((seat) => ({ ...seat, model: 'one' }));

const reportsOf = (skill: Skill, questions: number, count = seeds): readonly EvaluationReport[] =>
  Array.from({ length: count }, (_, seed) =>
    buildEvaluationReport(drawResults(skill, questions, createRandom(seed)), seed),
  );

const finalAccuracy = ({ blind, correction, collapse }: Skill) =>
  blind * (1 - collapse) + (1 - blind) * correction;

/** The chance that two or three of three are right. */
const majority = (accuracy: number) => accuracy ** 2 * (3 - 2 * accuracy);

const trueDifference = (skill: Skill) => majority(finalAccuracy(skill)) - majority(skill.blind);

const shareOf = <T>(items: readonly T[], counts: (item: T) => boolean) =>
  items.filter(counts).length / items.length;

const mainComparison = ({ comparisons }: EvaluationReport) =>
  comparisons.find(({ against }) => against === 'blind-majority') ?? expect.unreachable();

describe.each([
  { skill: { blind: 0.6, correction: 0.45, collapse: 0.1 }, questions: 40 },
  { skill: { blind: 0.75, correction: 0.2, collapse: 0.25 }, questions: 24 },
])('over 1,000 seeds of $questions questions and $skill', ({ skill, questions }) => {
  const { blind, correction, collapse } = skill;
  const method = (name: string) => (report: EvaluationReport) =>
    report.methods.find((one) => one.method === name)?.accuracy.interval;
  const against = (name: string) => (report: EvaluationReport) =>
    report.comparisons.find((one) => one.against === name)?.interval;
  const quantities: Readonly<
    Record<string, readonly [number, (report: EvaluationReport) => Interval | null | undefined]>
  > = {
    'one seat': [blind, method('mean-seat')],
    'the blind majority': [majority(blind), method('blind-majority')],
    'the decision': [majority(finalAccuracy(skill)), method('decision')],
    'decision − blind majority': [trueDifference(skill), against('blind-majority')],
    'decision − one seat': [majority(finalAccuracy(skill)) - blind, against('mean-seat')],
    'the seats at the end': [finalAccuracy(skill), ({ models: [model] }) => model?.finalAccuracy.interval],
    corrections: [correction, ({ models: [model] }) => model?.corrections.interval],
    collapses: [collapse, ({ models: [model] }) => model?.collapses.interval],
    conformity: [
      (1 - blind) * collapse + blind * correction,
      ({ models: [model] }) => model?.conformity.interval,
    ],
  };

  test('the intervals of 95 % hold the true values in 95 % of the reports', () => {
    const reports = reportsOf(skill, questions);
    const coverage = Object.entries(quantities).map(([name, [truth, intervalOf]]) => {
      const covered = shareOf(reports, (report) => {
        const [low, high] = intervalOf(report) ?? expect.unreachable();
        return low <= truth && truth <= high;
      });
      return [name, covered] as const;
    });
    // Two standard errors of a thousand draws are 0.014.
    expect(coverage.filter(([, covered]) => covered < 0.936)).toEqual([]);
  });
});

test('without a true difference, at most one report in twenty claims one', () => {
  const skill = { blind: 0.6, correction: 0.3, collapse: 0.2 };
  expect(trueDifference(skill)).toBeCloseTo(0);
  const reports = reportsOf(skill, 30, 500);
  expect(shareOf(reports, (report) => mainComparison(report).finding !== 'not-shown')).toBeLessThan(0.05);
});

test('a true difference as large as the detectable one is found in four of five reports', () => {
  const skill = { blind: 0.6, correction: 0.43, collapse: 0.1 };
  const reports = reportsOf(skill, 100, 200);
  const detectable = reports.map((report) => mainComparison(report).detectableDifference ?? 1);
  const meanDetectable = detectable.reduce((sum, one) => sum + one, 0) / reports.length;
  expect(Math.abs(trueDifference(skill) - meanDetectable)).toBeLessThan(0.01);
  const found = shareOf(reports, (report) => mainComparison(report).finding === 'helped');
  expect(found).toBeGreaterThan(0.7);
  expect(found).toBeLessThan(0.9);
});
