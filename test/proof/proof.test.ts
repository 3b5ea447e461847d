import { describe, expect, inject, test } from 'vitest';
import { invariants } from '../../app/contract/invariants.ts';
import { nginxProgram } from '../support/nginx.ts';
import { faultsOfNumbers, prove } from './prove.ts';
import { rows } from './rows.ts';

const named = (id: string) => {
  const row = rows.find((found) => found.id === id);
  if (!row) throw new Error(`${id} has no row`);
  return row;
};

test('every relation between times has a row', () => {
  const times = invariants.filter(({ unit }) => unit === 'ms').map(({ id }) => id);
  expect(rows.map(({ id }) => id).sort()).toEqual(times.sort());
});

test.each(rows.map((row) => [row.id, row]))('%s is broken by one number, and nothing else is', (_, row) => {
  expect(faultsOfNumbers(row)).toEqual([]);
});

const [postgresUrl, redisUrl] = [inject('postgresUrl'), inject('redisUrl')];
const servers = postgresUrl && redisUrl ? { postgresUrl, redisUrl, stop: async () => {} } : null;

describe.skipIf(nginxProgram === null || servers === null)('real processes behind a real nginx', () => {
  test.each(['request-covers-headers', 'lock-within-statement', 'deregistration-outlasts-requests'])(
    '%s: nothing fails while it holds, and what it says when it does not',
    async (id) => {
      if (servers) expect((await prove(servers, named(id))).faults).toEqual([]);
    },
  );
});
