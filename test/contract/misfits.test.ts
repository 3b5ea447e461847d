import { expect, test } from 'vitest';
import { misfits, ownMisfits } from '../../app/contract/misfits.ts';
import { profile } from '../../app/contract/profiles.ts';

const production = profile('production');

test('what the contract has a place for, fits', () => {
  expect(ownMisfits()).toEqual([]);
  expect(misfits(production, production)).toEqual([]);
  const changes = {
    edge: { gatewayReadMs: null },
    agents: { callsPerProviderMax: { mine: 3 } },
    deployment: { naming: { domain: 'debates.example' }, settings: { values: { ROSTRUM_MODEL: 'x:y' } } },
  };
  expect(misfits(production, changes)).toEqual([]);
});

test.each([
  [
    { deployment: { wbe: { tasksMax: 12 } } },
    /^deployment\.wbe: there is no such value; there are .*, web, /,
  ],
  [
    { deployment: { web: { tasksMax: 'x' } } },
    /^deployment\.web\.tasksMax: it must be a number, such as 10$/,
  ],
  [{ http: { headersMs: -1 } }, /^http\.headersMs: it must be 0 or more$/],
  [{ http: { headersMs: Number.NaN } }, /^http\.headersMs: it must be 0 or more$/],
  [{ http: 3 }, /^http: it has values inside$/],
  [{ http: { port: {} } }, /^http\.port: it has no values inside$/],
  [{ node: { keepAliveMs: 60_000 } }, /^node: there is no such value/],
])('%j is refused by name', (changes, message) => {
  const found = misfits(production, changes);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(message);
});
