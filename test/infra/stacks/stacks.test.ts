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

describe('an account', () => {
  const pageName = ({ service }: SynthesizedStacks) =>
    textAt(findResource(service, 'CloudFront::CachePolicy').properties, 'CachePolicyConfig.Name');

  test('holds several profiles, and one profile in several regions: no two have anything of one name', () => {
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

describe('zones', () => {
  const zonesOf = ({ data }: SynthesizedStacks) =>
    new Set(
      resourcesOfType(data, 'EC2::Subnet').map(({ properties }) => valueAt(properties, 'AvailabilityZone')),
    );

  test('are those that the operator names, because CloudFront cannot reach origins in some zones', () => {
    const zones = ['eu-central-1b', 'eu-central-1c'];
    expect(zonesOf(synthesize(production, { zones }))).toEqual(new Set(zones));
    expect(() => synthesize(production, { zones: ['eu-central-1b'] })).toThrow(
      /network\.zones is 2: name as many/,
    );
  });

  test.each(['us-east-1a,us-east-1b', 'eu-central-1a,eu-central-1a', 'eu-central-1', 'eu-central-1a,'])(
    '%s are none of this region',
    (zones) => {
      const given = new Map(Object.entries({ region: 'eu-central-1', zones }));
      expect(() => readContextOptions((key) => given.get(key), undefined)).toThrow(
        /different zones of eu-central-1/,
      );
    },
  );
});

describe('the data stack, which is updated first', () => {
  const differently = (deployment: Overrides<Contract['deployment']>, databaseHost: string | null) =>
    synthesize(applyOverrides(production, { deployment }), { databaseHost }).exports;

  test('keeps what the deployed service stack still reads, when a restored database takes over', () => {
    expect(differently({}, 'restored.example')).toEqual(expect.arrayContaining([...built.exports]));
  });

  test('and when the tasks move behind NAT', () => {
    const exports = differently({ network: { natGateways: 1 } }, null);
    expect(exports).toEqual(expect.arrayContaining([...built.exports]));
  });
});

describe('the order of things', () => {
  test('CloudFront is let in when its group is there: after the first distribution that uses the origin', () => {
    const [distribution] = resourcesOfType(built.service, 'CloudFront::Distribution');
    const lookup = built.service.find(({ type }) => type === 'Custom::OriginGroup');
    expect(lookup?.dependsOn).toContain(distribution?.id);
  });

  test('a cluster gives up Fargate after the services that use it', () => {
    const providers = findResource(built.service, 'ECS::ClusterCapacityProviderAssociations');
    for (const { id, dependsOn } of resourcesOfType(built.service, 'ECS::Service'))
      expect(dependsOn, id).toContain(providers.id);
  });
});

test('the CDN caches no errors, so that the next viewer does not receive them', () => {
  const config = valueAt(
    findResource(built.service, 'CloudFront::Distribution').properties,
    'DistributionConfig',
  );
  const kept = listAt(config, 'CustomErrorResponses');
  // Those that CloudFront keeps by itself, by its documentation.
  expect(kept.map((response) => valueAt(response, 'ErrorCode'))).toEqual(
    expect.arrayContaining([403, 404, 405, 414, 500, 501, 502, 503, 504]),
  );
  for (const response of kept) {
    expect(valueAt(response, 'ErrorCachingMinTTL')).toBe(0);
    expect(valueAt(response, 'ResponsePagePath')).toBeUndefined();
  }
});

describe('the alarm for errors', () => {
  const { properties } = findResource(built.service, 'CloudWatch::Alarm', 'Alarmerrors');
  const expression = textAt(listAt(properties, 'Metrics')[0] ?? null, 'Expression');

  /** As CloudWatch reckons; a metric without a number in that minute is undefined. */
  function percent(measured: { requests?: number; ours?: number; balancer?: number }): number {
    const numbers = expression.replace(/FILL\((\w+), 0\)/g, (_, name: string) =>
      String(new Map<string, number>(Object.entries(measured)).get(name) ?? 0),
    );
    const [, condition = '', value = ''] = /^IF\((.*) > 0, (.*), 0\)$/.exec(numbers) ?? [];
    return sum(condition) > 0 ? sum(value) : 0;
  }

  test('rings when there is no task left, of which the balancer counts no request', () => {
    expect(percent({ balancer: 40 })).toBe(100);
  });

  test('is the share of failed requests, and 0 without requests', () => {
    expect(percent({ requests: 200, ours: 3 })).toBe(1.5);
    expect(percent({ requests: 200 })).toBe(0);
    expect(percent({})).toBe(0);
  });
});

/** `100 * (3 + 0) / (200 + 0)`: sums in brackets, and what multiplies and divides them. */
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

test('the alarm for slow answers hears of them from every log in which they are', () => {
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
