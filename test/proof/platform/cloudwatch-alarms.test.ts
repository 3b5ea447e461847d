import { expect, test } from 'vitest';
import { type Alarm, aggregatePeriods, isInAlarm } from './cloudwatch-alarms.ts';

const alarm: Alarm = { statistic: 'Maximum', periodMs: 1000, periods: 3, threshold: 0 };

/** X is above the threshold, 0 is not, - is missing; the last of the five periods has just ended. */
const pointsOf = (pattern: string) =>
  [...pattern].flatMap((sign, index) =>
    sign === '-' ? [] : [{ atMs: index * 1000, value: sign === 'X' ? 1 : 0 }],
  );

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html: its table for three.
test.each([
  ['0-X-X', false],
  ['0----', false],
  ['-----', false],
  ['0XX-X', true],
  ['--X--', false],
])(
  'with data %s, an alarm of three periods where missing data is notBreaching is in ALARM: %s',
  (pattern, expected) => {
    expect(isInAlarm(pointsOf(pattern), alarm, 5000)).toBe(expected);
  },
);

test('an alarm ignores the incomplete period', () => {
  expect(isInAlarm(pointsOf('00XXX'), alarm, 4999)).toBe(false);
});

test('a period has one value, and null without data', () => {
  const points = [
    { atMs: 0, value: 1 },
    { atMs: 999, value: 3 },
    { atMs: 2000, value: 5 },
  ];
  const of = (statistic: Alarm['statistic']) =>
    aggregatePeriods(points, { statistic, periodMs: 1000 }, { count: 3, nowMs: 3000 });
  expect(of('Average')).toEqual([2, null, 5]);
  expect(of('Maximum')).toEqual([3, null, 5]);
  expect(of('Sum')).toEqual([4, null, 5]);
});
