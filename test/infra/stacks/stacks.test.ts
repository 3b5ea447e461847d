import { describe, expect, test } from 'vitest';
import { applyOverrides, type Overrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { readContextOptions } from '../../../infra/stacks/context-options.ts';
import {
  findResource,
  listAt,
  resourcesOfType,
  type SynthesizedStacks,
  synthesize,
  textAt,
  valueAt,
} from '../../support/infra/stacks.ts';

const production = profile('production');
const staging = profile('staging');
const built: SynthesizedStacks = synthesize(production);

describe('one account', () => {
  const pageName = ({ service }: SynthesizedStacks) =>
    textAt(findResource(service, 'CloudFront::CachePolicy').properties, 'CachePolicyConfig.Name');

  test('can have several profiles, and one profile in several regions, without name conflicts', () => {
    const names = [
      built,
      synthesize(staging),
      synthesize(production, { region: 'us-east-1' }),
      synthesize(staging, { region: 'us-east-1' }),
    ].map(pageName);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[\w-]{1,128}$/);
  });
});

describe('availability zones', () => {
  const zonesOf = ({ data }: SynthesizedStacks) =>
    new Set(
      resourcesOfType(data, 'EC2::Subnet').map(({ properties }) => valueAt(properties, 'AvailabilityZone')),
    );

  test('can be chosen by the operator, because CloudFront VPC origins do not support all', () => {
    const zones = ['eu-central-1b', 'eu-central-1c'];
    expect(zonesOf(synthesize(production, { zones }))).toEqual(new Set(zones));
    expect(() => synthesize(production, { zones: ['eu-central-1b'] })).toThrow(
      /network\.zones is 2: name as many/,
    );
  });

  test.each(['us-east-1a,us-east-1b', 'eu-central-1a,eu-central-1a', 'eu-central-1', 'eu-central-1a,'])(
    '%s is rejected as not valid for the region',
    (zones) => {
      const given = new Map(Object.entries({ region: 'eu-central-1', zones }));
      expect(() => readContextOptions((key) => given.get(key), undefined)).toThrow(
        /different zones of eu-central-1/,
      );
    },
  );
});

describe('the data stack, which is updated before the service stack', () => {
  const differently = (deployment: Overrides<Contract['deployment']>, databaseHost: string | null) =>
    synthesize(applyOverrides(production, { deployment }), { databaseHost }).exports;

  test('keeps the exports that the deployed service stack uses when a restored database takes over', () => {
    expect(differently({}, 'restored.example')).toEqual(expect.arrayContaining([...built.exports]));
  });

  test('keeps those exports when the tasks move behind NAT', () => {
    const exports = differently({ network: { natGateways: 1 } }, null);
    expect(exports).toEqual(expect.arrayContaining([...built.exports]));
  });
});

describe('the order of creation and deletion', () => {
  test('the ingress rule for CloudFront follows the distribution, which creates its security group', () => {
    const [distribution] = resourcesOfType(built.service, 'CloudFront::Distribution');
    const lookup = built.service.find(({ type }) => type === 'Custom::OriginGroup');
    expect(lookup?.dependsOn).toContain(distribution?.id);
  });

  test('the Fargate capacity providers are removed from a cluster after the services that use them', () => {
    const providers = findResource(built.service, 'ECS::ClusterCapacityProviderAssociations');
    for (const { id, dependsOn } of resourcesOfType(built.service, 'ECS::Service'))
      expect(dependsOn, id).toContain(providers.id);
  });
});

test('the CDN does not cache error responses', () => {
  const config = valueAt(
    findResource(built.service, 'CloudFront::Distribution').properties,
    'DistributionConfig',
  );
  const kept = listAt(config, 'CustomErrorResponses');
  // The statuses that CloudFront caches by default, according to its documentation.
  expect(kept.map((response) => valueAt(response, 'ErrorCode'))).toEqual(
    expect.arrayContaining([403, 404, 405, 414, 500, 501, 502, 503, 504]),
  );
  for (const response of kept) {
    expect(valueAt(response, 'ErrorCachingMinTTL')).toBe(0);
    expect(valueAt(response, 'ResponsePagePath')).toBeUndefined();
  }
});

describe('the error alarm', () => {
  const { properties } = findResource(built.service, 'CloudWatch::Alarm', 'Alarmerrors');
  const expression = textAt(listAt(properties, 'Metrics')[0] ?? null, 'Expression');

  /** Evaluates as CloudWatch does; a metric without a data point in that minute is undefined. */
  function percent(measured: { requests?: number; ours?: number; balancer?: number }): number {
    const numbers = expression.replace(/FILL\((\w+), 0\)/g, (_, name: string) =>
      String(new Map<string, number>(Object.entries(measured)).get(name) ?? 0),
    );
    const [, condition = '', value = ''] = /^IF\((.*) > 0, (.*), 0\)$/.exec(numbers) ?? [];
    return sum(condition) > 0 ? sum(value) : 0;
  }

  test('fires when no task is left, although the load balancer then counts no requests', () => {
    expect(percent({ balancer: 40 })).toBe(100);
  });

  test('is the percentage of failed requests, and 0 without requests', () => {
    expect(percent({ requests: 200, ours: 3 })).toBe(1.5);
    expect(percent({ requests: 200 })).toBe(0);
    expect(percent({})).toBe(0);
  });
});

/** Evaluates `100 * (3 + 0) / (200 + 0)`: sums in parentheses, multiplied and divided. */
function sum(text: string): number {
  const flat = text.replace(/\(([\d. +]+)\)/g, (_, inner: string) =>
    String(inner.split('+').reduce((total, part) => total + Number(part), 0)),
  );
  const [first = '', ...others] = flat.split(/ (?=[*/])/);
  return others.reduce(
    (value, part) => (part.startsWith('*') ? value * Number(part.slice(1)) : value / Number(part.slice(1))),
    Number(first),
  );
}

test('the latency alarm uses every log that has response times', () => {
  const logsOf = (contract: Contract) =>
    resourcesOfType(synthesize(contract).service, 'Logs::MetricFilter').map(({ properties }) =>
      textAt(properties, 'LogGroupName.Ref'),
    );
  expect(logsOf(production)).toEqual([expect.stringMatching(/^WebLog/)]);
  expect(logsOf(profile('hybrid'))).toEqual([
    expect.stringMatching(/^WebLog/),
    expect.stringMatching(/^FunctionLog/),
  ]);
});
