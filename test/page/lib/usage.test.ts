import { expect, test } from 'vitest';
import { groupUsage, usagePeriod } from '../../../app/page/lib/usage.ts';

const part = (day: string, keyId: string | null, model: string, usd: number) => ({
  ...{ day, keyId, model, usd },
  ...{ calls: 1, inputTokens: 100, outputTokens: 10 },
});
const totals = [
  part('2026-06-01', 'k1', 'a', 0.25),
  part('2026-06-02', 'k1', 'b', 0.5),
  part('2026-06-02', null, 'b', 2),
];

test('usage is added up by day, newest first, and by key and model, the dearest first', () => {
  const idsBy = (group: Parameters<typeof groupUsage>[1]) =>
    groupUsage(totals, group).rows.map(({ id, usd }) => [id, usd]);
  expect(idsBy('day')).toEqual([
    ['2026-06-02', 2.5],
    ['2026-06-01', 0.25],
  ]);
  expect(idsBy('keyId')).toEqual([
    ['', 2],
    ['k1', 0.75],
  ]);
  expect(idsBy('model')).toEqual([
    ['b', 2.5],
    ['a', 0.25],
  ]);
  expect(groupUsage(totals, 'day').total).toEqual({
    id: '',
    calls: 3,
    inputTokens: 300,
    outputTokens: 30,
    usd: 2.75,
  });
});

test('a period ends today, in UTC', () => {
  const now = Date.parse('2026-03-01T00:30:00Z');
  expect(usagePeriod(1, now)).toEqual({ from: '2026-03-01', to: '2026-03-01' });
  expect(usagePeriod(30, now)).toEqual({ from: '2026-01-31', to: '2026-03-01' });
});
