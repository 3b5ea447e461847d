import { expect, test } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import { validateCustomProfile, validateOverrides } from '../../app/contract/validate-overrides.ts';
import { didYouMean } from '../../app/shared/suggestions.ts';

const production = profile('production');

test('what the contract has a place for, fits', () => {
  expect(validateCustomProfile(didYouMean)).toEqual([]);
  expect(validateOverrides(production, production, didYouMean)).toEqual([]);
  const changes = {
    edge: { gatewayReadMs: null },
    agents: { callsPerProviderMax: { mine: 3 } },
    deployment: { naming: { domain: 'debates.example' }, settings: { values: { ROSTRUM_MODEL: 'x:y' } } },
  };
  expect(validateOverrides(production, changes, didYouMean)).toEqual([]);
});

test.each([
  [
    { deployment: { wbe: { tasksMax: 12 } } },
    /^deployment\.wbe: there is no such value; did you mean web\? There are .*, web, /,
  ],
  [{ http: { prot: 1 } }, /^http\.prot: there is no such value; did you mean port\? There are port, /],
  [{ qqqqqq: 1 }, /^qqqqqq: there is no such value; there are .*, http, /],
  [
    { deployment: { web: { tasksMax: 'x' } } },
    /^deployment\.web\.tasksMax: it must be a number, such as 10$/,
  ],
  [{ http: { headersMs: -1 } }, /^http\.headersMs: it must be 0 or more$/],
  [{ http: { headersMs: Number.NaN } }, /^http\.headersMs: it must be 0 or more$/],
  [{ http: 3 }, /^http: it has values inside$/],
  [{ http: { port: {} } }, /^http\.port: it has no values inside$/],
  [
    { node: { keepAliveMs: 60_000 } },
    new RegExp(
      '^node: there is no such value: node.keepAliveMs follows from edge.gatewayIdleMs, edge.marginMs, ' +
        'http.directKeepAliveMs; node.processesPerTask follows from deployment.web.cpuUnits; change these$',
    ),
  ],
])('%j is refused by name', (changes, message) => {
  const found = validateOverrides(production, changes, didYouMean);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(message);
});
