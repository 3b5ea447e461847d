import { describe, expect, test } from 'vitest';
import type { Contract } from '../../../app/contract/contract.ts';
import { type Differences, profile, withDifferences } from '../../../app/contract/profiles.ts';
import { optionsOf } from '../../../infra/options.ts';
import { at, type Built, build, listAt, ofType, one, textAt } from '../../support/site.ts';

const production = profile('production');
const staging = profile('staging');
const built: Built = build(production);

describe('an account', () => {
  const pageName = ({ service }: Built) =>
    textAt(one(service, 'CloudFront::CachePolicy').properties, 'CachePolicyConfig.Name');

  test('holds several profiles, and one profile in several regions: no two have anything of one name', () => {
    const names = [
      built,
      build(staging),
      build(production, { region: 'us-east-1' }),
      build(staging, { region: 'us-east-1' }),
    ].map(pageName);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[\w-]{1,128}$/);
  });
});

describe('zones', () => {
  const zonesOf = ({ data }: Built) =>
    new Set(ofType(data, 'EC2::Subnet').map(({ properties }) => at(properties, 'AvailabilityZone')));

  test('are those that whoever deploys names, for CloudFront reaches no origin in some', () => {
    const zones = ['eu-central-1b', 'eu-central-1c'];
    expect(zonesOf(build(production, { zones }))).toEqual(new Set(zones));
    expect(() => build(production, { zones: ['eu-central-1b'] })).toThrow(
      /network\.zones is 2: name as many/,
    );
  });

  test.each(['us-east-1a,us-east-1b', 'eu-central-1a,eu-central-1a', 'eu-central-1', 'eu-central-1a,'])(
    '%s are none of this region',
    (zones) => {
      const given = new Map(Object.entries({ region: 'eu-central-1', zones }));
      expect(() => optionsOf((key) => given.get(key), undefined)).toThrow(/different zones of eu-central-1/);
    },
  );
});

describe('the data stack, which is updated first', () => {
  const differently = (deployment: Differences<Contract['deployment']>, databaseHost: string | null) =>
    build(withDifferences(production, { deployment }), { databaseHost }).exports;

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
    const [distribution] = ofType(built.service, 'CloudFront::Distribution');
    const lookup = built.service.find(({ type }) => type === 'Custom::OriginGroup');
    expect(lookup?.dependsOn).toContain(distribution?.id);
  });

  test('a cluster gives up Fargate after the services that use it', () => {
    const providers = one(built.service, 'ECS::ClusterCapacityProviderAssociations');
    for (const { id, dependsOn } of ofType(built.service, 'ECS::Service'))
      expect(dependsOn, id).toContain(providers.id);
  });
});

test('no failure is kept by the content network, which would show it to the next one who asks', () => {
  const config = at(one(built.service, 'CloudFront::Distribution').properties, 'DistributionConfig');
  const kept = listAt(config, 'CustomErrorResponses');
  // Those that CloudFront keeps by itself, by its documentation.
  expect(kept.map((response) => at(response, 'ErrorCode'))).toEqual(
    expect.arrayContaining([403, 404, 405, 414, 500, 501, 502, 503, 504]),
  );
  for (const response of kept) {
    expect(at(response, 'ErrorCachingMinTTL')).toBe(0);
    expect(at(response, 'ResponsePagePath')).toBeUndefined();
  }
});

describe('the alarm for errors', () => {
  const { properties } = one(built.service, 'CloudWatch::Alarm', 'Alarmerrors');
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

  test('is the share of what failed, and nothing when nobody asks', () => {
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
    ofType(build(contract).service, 'Logs::MetricFilter').map(({ properties }) =>
      textAt(properties, 'LogGroupName.Ref'),
    );
  expect(logsOf(production)).toEqual([expect.stringMatching(/^WebLog/)]);
  expect(logsOf(profile('hybrid'))).toEqual([
    expect.stringMatching(/^WebLog/),
    expect.stringMatching(/^FunctionLog/),
  ]);
});
