import { expect, test } from 'vitest';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { formatProfile, parseProfile } from '../../app/contract/profile-file.ts';
import { profile, profileNames } from '../../app/contract/profiles.ts';

const parse = (value: unknown) => parseProfile(JSON.stringify(value), 'ours');
const problemsOf = (value: unknown) => {
  const parsed = parse(value);
  return 'problems' in parsed ? parsed.problems : [];
};

test('a profile is the one that it extends with its own values, to any depth', () => {
  const changes = {
    edge: { gatewayReadMs: null },
    agents: { callsPerProviderMax: { mine: 3 } },
    deployment: { naming: { domain: 'debates.example' }, settings: { values: { ROSTRUM_MODEL: 'x:y' } } },
  };
  expect(parse({ $schema: './profile.schema.json', extends: 'production', ...changes })).toEqual({
    contract: { ...applyOverrides(profile('production'), changes), profile: 'ours' },
  });
});

test('its name is that of the file, or the member profile', () => {
  expect(parse({ extends: 'test' })).toMatchObject({ contract: { profile: 'ours' } });
  expect(parse({ extends: 'test', profile: 'theirs' })).toMatchObject({ contract: { profile: 'theirs' } });
  expect(parseProfile('{ "extends": "test" }', 'Our profile')).toMatchObject({
    problems: [expect.stringContaining('set the member profile to a name of lower-case letters')],
  });
});

test.each([
  [
    { deployment: { wbe: { tasksMax: 12 } } },
    /^deployment\.wbe: unknown name; did you mean web\? Known names: .*, web, /,
  ],
  [{ http: { prot: 1 } }, /^http\.prot: unknown name; did you mean port\? Known names: port, /],
  [{ qqqqqq: 1 }, /^qqqqqq: unknown name; known names: .*, http, /],
  [{ deployment: { web: { tasksMax: 'x' } } }, /^deployment\.web\.tasksMax: must be a number$/],
  [{ deployment: { web: { tasksMax: null } } }, /^deployment\.web\.tasksMax: must be a number$/],
  [{ http: { headersMs: -1 } }, /^http\.headersMs: must be 0 or more$/],
  [{ http: 3 }, /^http: must be an object$/],
  [{ http: [] }, /^http: must be an object$/],
  [{ http: { port: {} } }, /^http\.port: must be a number$/],
  [{ edge: { gatewayIdleMs: 'x' } }, /^edge\.gatewayIdleMs: must be a number or null$/],
  [
    { deployment: { rollout: { strategy: 'canry' } } },
    /^deployment\.rollout\.strategy: must be one of canary, rolling; did you mean canary\?$/,
  ],
  [
    { agents: { callsPerProviderMax: { mine: 'x' } } },
    /^agents\.callsPerProviderMax\.mine: must be a number$/,
  ],
  [{ extends: 'prodution' }, /^extends: must be one of .*; did you mean production\?$/],
  [{ extends: undefined }, /^extends: is missing$/],
  [{ profile: 'A b' }, /^profile: "A b" does not match /],
  [
    { node: { keepAliveMs: 60_000 } },
    new RegExp(
      '^node: unknown name: node.keepAliveMs follows from edge.gatewayIdleMs, edge.marginMs, ' +
        'http.directKeepAliveMs; node.processesPerTask follows from deployment.web.cpuUnits; change these$',
    ),
  ],
])('%j is refused with a sentence that names the value', (changes, message) => {
  const found = problemsOf({ extends: 'production', ...changes });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(message);
});

test.each(['', '{', 'null', '[]', '3', '{"extends":"test","__proto__":{"profile":"x"}}'])(
  '%s is refused',
  (text) => {
    expect(parseProfile(text, 'ours')).toMatchObject({ problems: [expect.any(String)] });
  },
);

test('formatProfile is a built-in name, or JSON of what differs, and gives the same contract', () => {
  for (const name of profileNames) expect(formatProfile(profile(name))).toBe(name);
  const changed = {
    ...applyOverrides(profile('self-hosted'), { edge: { trustedProxies: 3 } }),
    profile: 'ours',
  };
  const text = formatProfile(changed);
  expect(JSON.parse(text)).toEqual({ profile: 'ours', extends: 'self-hosted', edge: { trustedProxies: 3 } });
  expect(parseProfile(text, null)).toEqual({ contract: changed });
  const renamed = { ...profile('test'), profile: 'ours' };
  expect(parseProfile(formatProfile(renamed), null)).toEqual({ contract: renamed });
});
