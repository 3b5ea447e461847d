import { describe, expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { readContextOptions } from '../../../infra/stacks/context-options.ts';
import {
  findResource,
  type Json,
  listAt,
  resourcesOfType,
  type SynthesizedStack,
  synthesize,
  textAt,
  valueAt,
} from '../../support/infra/stacks.ts';

const production = profile('production');
const built: SynthesizedStack = synthesize(production);

describe('availability zones', () => {
  const zonesOf = ({ resources }: SynthesizedStack, property: string) =>
    new Set(resourcesOfType(resources, 'EC2::Subnet').map(({ properties }) => valueAt(properties, property)));
  const chosen = (zones: string) => {
    const given = new Map(Object.entries({ region: 'eu-central-1', zones }));
    return readContextOptions((key) => given.get(key), undefined).zones;
  };

  test('can be chosen by name or by id, because CloudFront VPC origins do not support all', () => {
    const named = synthesize(production, { zones: chosen('eu-central-1b,eu-central-1c') });
    expect(zonesOf(named, 'AvailabilityZone')).toEqual(new Set(['eu-central-1b', 'eu-central-1c']));
    const byId = synthesize(production, { zones: chosen('euc1-az2,euc1-az3') });
    expect(zonesOf(byId, 'AvailabilityZoneId')).toEqual(new Set(['euc1-az2', 'euc1-az3']));
    expect(zonesOf(byId, 'AvailabilityZone')).toEqual(new Set([undefined]));
    expect(() => synthesize(production, { zones: chosen('eu-central-1b') })).toThrow(
      /network\.zones is 2: name as many/,
    );
  });

  test.each([
    'us-east-1a,us-east-1b',
    'eu-central-1a,eu-central-1a',
    'eu-central-1',
    'eu-central-1a,',
    'euc1-az1,x',
  ])('%s is rejected as not valid for the region', (zones) => {
    expect(() => chosen(zones)).toThrow(/different zones of eu-central-1/);
  });
});

/** Whether a resource is created after others, through any number of dependencies. */
function isAfter({ resources }: SynthesizedStack, id: string, earlier: string): boolean {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const seen = new Set<string>();
  const visit = (from: string): boolean => {
    if (from === earlier) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    const { dependsOn = [], properties = null } = byId.get(from) ?? {};
    return [...dependsOn, ...referencesIn(properties)].some(visit);
  };
  return id !== earlier && visit(id);
}

const referencesIn = (properties: Json): string[] =>
  [...JSON.stringify(properties).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/g)].map(([, id = '']) => id);

describe('the order of creation and deletion', () => {
  const find = (type: string, name?: string) => findResource(built.resources, type, name).id;
  const customResource = (type: string) =>
    built.resources.find((resource) => resource.type === type)?.id ?? '';

  test('the ingress rule for CloudFront follows the distribution, which creates its security group', () => {
    expect(
      isAfter(built, customResource('Custom::CloudFrontSecurityGroup'), find('CloudFront::Distribution')),
    ).toBe(true);
  });

  test('the permission to look for that group exists long before, so that IAM has applied it', () => {
    const policy = find('IAM::Policy', 'CloudFrontSecurityGroupRole');
    expect(isAfter(built, customResource('Custom::CloudFrontSecurityGroup'), policy)).toBe(true);
    for (const late of ['CloudFront::Distribution', 'CloudFront::VpcOrigin', 'RDS::DBCluster'])
      expect(isAfter(built, policy, find(late)), late).toBe(false);
  });

  test('the migration follows the database’s instances, and its runner’s permissions', () => {
    const migration = customResource('Custom::Migration');
    for (const { id } of resourcesOfType(built.resources, 'RDS::DBInstance'))
      expect(isAfter(built, migration, id), id).toBe(true);
    expect(isAfter(built, migration, find('IAM::Policy', 'MigrationRunnerRole'))).toBe(true);
  });

  test('the cache, which not every zone has, is created before the database, which is kept', () => {
    expect(isAfter(built, find('RDS::DBCluster'), find('ElastiCache::ServerlessCache'))).toBe(true);
  });

  test('capacity providers wait for the load balancer, and so for the service-linked role of the cluster', () => {
    const association = find('ECS::ClusterCapacityProviderAssociations');
    expect(isAfter(built, association, find('ElasticLoadBalancingV2::LoadBalancer'))).toBe(true);
    expect(isAfter(built, association, find('ECS::Cluster'))).toBe(true);
  });

  test('the Fargate capacity providers are removed from a cluster after the services that use them', () => {
    const providers = find('ECS::ClusterCapacityProviderAssociations');
    for (const { id, dependsOn } of resourcesOfType(built.resources, 'ECS::Service'))
      expect(dependsOn, id).toContain(providers);
  });
});

test('the CDN does not cache error responses', () => {
  const config = valueAt(
    findResource(built.resources, 'CloudFront::Distribution').properties,
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
  const { properties } = findResource(built.resources, 'CloudWatch::Alarm', 'Alarmerrors');
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
    resourcesOfType(synthesize(contract).resources, 'Logs::MetricFilter').map(({ properties }) =>
      textAt(properties, 'LogGroupName.Ref'),
    );
  expect(logsOf(production)).toEqual([expect.stringMatching(/^WebLog/)]);
  expect(logsOf(profile('hybrid'))).toEqual([
    expect.stringMatching(/^WebLog/),
    expect.stringMatching(/^FunctionLog/),
  ]);
});
