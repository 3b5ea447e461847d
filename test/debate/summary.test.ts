import { expect, test } from 'vitest';
import { fold } from '../../app/debate/evolve.ts';
import { nothing } from '../../app/debate/state.ts';
import { summaryOf } from '../../app/debate/summary.ts';
import { given, propose, settings } from '../support/debate.ts';
import { cancelledDebate, closedDebate, openDebate } from '../support/worked-debate.ts';

test('a debate that has begun runs in its first phase, and nothing has been measured', () => {
  expect(summaryOf(given().state)).toEqual({
    status: 'running',
    phase: 'propose',
    round: 0,
    agreement: null,
    answer: null,
    costUsd: 0,
  });
});

test('a paused debate is paused in its phase', () => {
  const course = given();
  course.when({ type: 'pause', by: 'a person' });
  expect(summaryOf(course.state)).toMatchObject({ status: 'paused', phase: 'propose' });
});

test('agreement is the last that was measured, and cost is what was spent', () => {
  const course = given(settings({ options: ['yes', 'no'] }));
  course.start();
  for (const [agent, choice] of Object.entries({ a1: 'yes', a2: 'yes', a3: 'no' }))
    course.complete(`r0.propose.${agent}`, propose('So.', choice), 1, 0.5);
  expect(summaryOf(course.state)).toMatchObject({
    status: 'running',
    round: 1,
    agreement: 2 / 3,
    costUsd: 1.5,
  });
});

test('a decided debate has its answer; one that failed or was cancelled has none', () => {
  const summary = ({ events }: ReturnType<typeof openDebate>) => summaryOf(fold(events));
  expect(summary(closedDebate())).toMatchObject({
    status: 'decided',
    phase: 'ended',
    agreement: 1,
    answer: 'yes. I say yes.',
  });
  expect(summary(openDebate())).toMatchObject({
    status: 'decided',
    answer: expect.stringContaining('payments'),
  });
  expect(summary(cancelledDebate())).toMatchObject({ status: 'cancelled', phase: 'ended', answer: null });
  const course = given();
  course.when({ type: 'expire', what: 'end' });
  expect(summaryOf(course.state)).toMatchObject({ status: 'failed', answer: null });
});

test('what was never created has no summary', () => {
  expect(() => summaryOf(nothing)).toThrow('has no summary');
});
