import { expect, test } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import { validateCustomProfile, validateOverrides } from '../../app/contract/validate-overrides.ts';
import { didYouMean } from '../../app/shared/suggestions.ts';

const production = profile('production');

test('accepts overrides whose names and types are those of the contract', () => {
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
    /^deployment\.wbe: unknown name; did you mean web\? Known names: .*, web, /,
  ],
  [{ http: { prot: 1 } }, /^http\.prot: unknown name; did you mean port\? Known names: port, /],
  [{ qqqqqq: 1 }, /^qqqqqq: unknown name; known names: .*, http, /],
  [{ deployment: { web: { tasksMax: 'x' } } }, /^deployment\.web\.tasksMax: must be a number, such as 10$/],
  [{ http: { headersMs: -1 } }, /^http\.headersMs: must be 0 or more$/],
  [{ http: { headersMs: Number.NaN } }, /^http\.headersMs: must be 0 or more$/],
  [{ http: 3 }, /^http: must be an object$/],
  [{ http: { port: {} } }, /^http\.port: must not be an object$/],
  [
    { node: { keepAliveMs: 60_000 } },
    new RegExp(
      '^node: unknown name: node.keepAliveMs follows from edge.gatewayIdleMs, edge.marginMs, ' +
        'http.directKeepAliveMs; node.processesPerTask follows from deployment.web.cpuUnits; change these$',
    ),
  ],
])('rejects %j with an error that names the value', (changes, message) => {
  const found = validateOverrides(production, changes, didYouMean);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(message);
});
