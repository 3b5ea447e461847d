import { expect, test } from 'vitest';
import { foldEvents } from '../../../app/debate/core/evolve.ts';
import { initialState } from '../../../app/debate/core/state.ts';
import { summarizeDebate } from '../../../app/debate/views/summary.ts';
import { createDebateDriver, proposal, settings } from '../../support/debates/debate-driver.ts';
import {
  cancelledDebate,
  closedQuestionDebate,
  openQuestionDebate,
} from '../../support/debates/sample-debates.ts';

test('a new debate is running in its first phase without a measured agreement', () => {
  expect(summarizeDebate(createDebateDriver().state)).toEqual({
    status: 'running',
    phase: 'propose',
    round: 0,
    agreement: null,
    answer: null,
    costUsd: 0,
  });
});

test('a paused debate has the status paused and keeps its phase', () => {
  const course = createDebateDriver();
  course.execute({ type: 'pause', by: 'a person' });
  expect(summarizeDebate(course.state)).toMatchObject({ status: 'paused', phase: 'propose' });
});

test('a summary has the last measured agreement and the amount spent', () => {
  const course = createDebateDriver(settings({ options: ['yes', 'no'] }));
  course.startDueTurns();
  for (const [agent, choice] of Object.entries({ a1: 'yes', a2: 'yes', a3: 'no' }))
    course.complete(`r0.propose.${agent}`, proposal('So.', choice), 1, 0.5);
  expect(summarizeDebate(course.state)).toMatchObject({
    status: 'running',
    round: 1,
    agreement: 2 / 3,
    costUsd: 1.5,
  });
});

test('only a decided debate has an answer', () => {
  const summary = ({ events }: ReturnType<typeof openQuestionDebate>) => summarizeDebate(foldEvents(events));
  expect(summary(closedQuestionDebate())).toMatchObject({
    status: 'decided',
    phase: 'ended',
    agreement: 1,
    answer: 'yes. The panel is of one mind.',
  });
  expect(summary(openQuestionDebate())).toMatchObject({
    status: 'decided',
    answer: expect.stringContaining('payments'),
  });
  expect(summary(cancelledDebate())).toMatchObject({ status: 'cancelled', phase: 'ended', answer: null });
  const course = createDebateDriver();
  course.expire('end');
  expect(summarizeDebate(course.state)).toMatchObject({ status: 'failed', answer: null });
});

test('a debate that was never created has no summary', () => {
  expect(() => summarizeDebate(initialState)).toThrow('has no summary');
});
