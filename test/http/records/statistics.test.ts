import { expect, test } from 'vitest';
import { debateCreated } from '../../support/debates/events.ts';
import { closedQuestionDebate, openQuestionDebate } from '../../support/debates/sample-debates.ts';
import { openApp } from '../../support/http/open-app.ts';
import { seedDebate } from '../../support/http/test-app.ts';

const { app, database } = await openApp();
const read = async (query = '') => (await app.call(`/api/v1/statistics${query}`)).json;

test('the statistics add what the models did in debates that have ended', async () => {
  const [open, closed] = [openQuestionDebate(), closedQuestionDebate()];
  await seedDebate(database.store, open.events);
  const first = await read('?from=2000-01-01&to=2100-01-01');
  await seedDebate(database.store, closed.events);
  await seedDebate(database.store, [debateCreated]);
  const both = await read('?from=2000-01-01&to=2100-01-01');
  expect(first).toMatchObject({ from: '2000-01-01', to: '2100-01-01', debates: 1, isPartial: false });
  expect(both).toMatchObject({ debates: 2, isPartial: false });
  const sum = (response: typeof both, member: string) =>
    response.models.reduce((total: number, model: Record<string, number>) => total + (model[member] ?? 0), 0);
  const started = [...open.events, ...closed.events].filter(({ type }) => type === 'turn.completed');
  expect(sum(both, 'turns')).toBe(started.length);
  expect(sum(both, 'turns')).toBeGreaterThan(sum(first, 'turns'));
  expect(sum(first, 'failures')).toBe(1);
  expect(sum(first, 'usd')).toBeCloseTo(open.record.cost.usd, 9);
  // The judge of the open question does not say which positions its answer adopts.
  expect(sum(first, 'positions')).toBe(0);
  const { positions, minority } = closed.record;
  expect(sum(both, 'positions')).toBe(positions.length);
  expect(sum(both, 'adopted')).toBe(positions.length - minority.length);
});

test('without days they are those of the last thirty, and a wrong day is refused', async () => {
  const { from, to } = await read();
  expect((Date.parse(to) - Date.parse(from)) / 86_400_000).toBe(29);
  expect(await read('?from=yesterday')).toMatchObject({ status: 400, code: 'invalid-query' });
});
