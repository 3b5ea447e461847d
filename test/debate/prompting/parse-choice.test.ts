import { expect, test } from 'vitest';
import { parseOptionChoice } from '../../../app/debate/prompting/parse-choice.ts';
import { cpuGrowth, linearGrowthMax } from '../../support/cpu-growth.ts';

const options = ['Postgres', 'SQLite'];

test.each([
  ['**SQLite.**', 'SQLite'],
  ['“ postgres ”', 'Postgres'],
  ['Option 2: SQLite', 'SQLite'],
  ['1)', 'Postgres'],
])('%j is an option with marks around it', (choice, option) => {
  expect(parseOptionChoice({ choice }, options)).toBe(option);
});

test('the time to read a choice grows with its length', () => {
  const make = (chars: number) => `a${' '.repeat(chars)}b`;
  const read = (choice: string) => {
    expect(() => parseOptionChoice({ choice }, options)).toThrow('must be one of');
  };
  expect(cpuGrowth(make, read)).toBeLessThanOrEqual(linearGrowthMax);
});
