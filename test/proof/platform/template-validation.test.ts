import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { synthesize } from './synthesis.ts';
import { findRejections } from './template-validation.ts';

const readCommitted = (profile: string) => {
  const name = `${profile}.json`;
  const path = new URL(`../../../infra/synthesized/${name}`, import.meta.url);
  return [{ name, text: readFileSync(path, 'utf8') }];
};

test.each(['starter', 'staging', 'production', 'hybrid'])(
  'AWS services accept the templates of %s',
  (profile) => {
    expect(findRejections(readCommitted(profile))).toEqual([]);
  },
);

test.each([
  ['"Value":"120"', '"Value":"5000"', /^ModifyLoadBalancerAttributes: idle_timeout/],
  ['"StopTimeout":120', '"StopTimeout":121', /^RegisterTaskDefinition: StopTimeout is 121/],
  ['"OriginReadTimeout":90', '"OriginReadTimeout":121', /^CreateDistribution: OriginReadTimeout is 121/],
  ['"HealthCheckIntervalSeconds":10', '"HealthCheckIntervalSeconds":301', /^CreateTargetGroup: .*Interval/],
])('AWS services reject %s changed to %s', (written, instead, expected) => {
  const changed = readCommitted('production').map(({ name, text }) => ({
    name,
    text: JSON.stringify(JSON.parse(text)).replaceAll(written, instead),
  }));
  const refusals = findRejections(changed);
  expect(refusals.length).toBeGreaterThan(0);
  for (const refusal of refusals) expect(refusal).toMatch(expected);
});

test('a number that our own check rejects reaches the AWS services', async () => {
  const made = await synthesize(applyOverrides(profile('production'), { process: { stopMs: 180_000 } }));
  if (made.outcome === 'rejected') throw new Error(made.reason);
  expect(made.findings).toEqual([]);
  expect(new Set(findRejections(made.templates))).toEqual(
    new Set(['RegisterTaskDefinition: StopTimeout is 180, allowed: 2 to 120']),
  );
});
