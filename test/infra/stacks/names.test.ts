import { describe, expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { readContextOptions } from '../../../infra/stacks/context-options.ts';
import { type Json, type Resource, synthesize } from '../../support/infra/stacks.ts';

/** Properties whose literal text names something in the account: `ClusterName`, `Family`, a namespace of metrics. */
const namingProperty = /Name$|^Name$|^Family$|Identifier$|^(?:Metric)?Namespace$/;

/** Names within another resource, names of things that AWS owns, and names in lists of keys and values. */
const innerNames: readonly RegExp[] = [
  /^AWS::ECS::TaskDefinition .*(?:ContainerDefinitions|RuntimePlatform)/,
  /^AWS::ECS::Service .*(?:LoadBalancers|DeploymentAlarms)/,
  // The policy is inside its role, or inside its scalable target.
  /^AWS::IAM::Policy PolicyName$/,
  /^AWS::ApplicationAutoScaling::ScalingPolicy /,
  /^AWS::WAFv2::WebACL Rules\.\d+\.(?:Name|Statement)/,
  // Names of metrics, whose namespace or dimension differs.
  /(?:MetricName|Dimensions\.\d+\.Name)$/,
  /^AWS::CloudWatch::Alarm (?:Namespace|Metrics\.\d+\.MetricStat\.Metric\.Namespace)$/,
  /^AWS::RDS::DB(?:Cluster)?ParameterGroup Family$/,
  /^AWS::RDS::DBCluster (?:DatabaseName|DBClusterParameterGroupName)$/,
  /^AWS::RDS::DBInstance DBName$/,
  /^Custom::CloudFrontSecurityGroup groupName$/,
  /^AWS::EC2::VPCEndpoint ServiceName$/,
];

/** Services without regions: their names are unique in the account. */
const globalTypes = /^AWS::(?:CloudFront|IAM|Route53)::|^AWS::CloudWatch::Dashboard$/;

/** Every literal name, with the type and the path of its property. */
const literalNames = (resources: readonly Resource[]): string[] =>
  resources.flatMap(({ type, properties }) =>
    textsIn(properties).flatMap(([path, text]) => {
      const at = `${type} ${path}`;
      const isName = namingProperty.test(path.split('.').at(-1) ?? '');
      return isName && !innerNames.some((pattern) => pattern.test(at)) ? [`${at}: ${text}`] : [];
    }),
  );

function textsIn(value: Json, path: readonly string[] = []): [string, string][] {
  if (typeof value === 'string') return [[path.join('.'), value]];
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]))
    : [];
}

const named = (profileName: string, name: string): Contract =>
  readContextOptions((key) => new Map(Object.entries({ profile: profileName, name })).get(key), undefined)
    .contract;

interface LiteralName {
  readonly type: string;
  readonly before: string;
  readonly after: string;
}

/** The literal names of a stack that contain the name of its deployment, with what is before and after it. */
const namePatterns = (resources: readonly Resource[], deployment: string): LiteralName[] =>
  resources.flatMap(({ type, properties }) =>
    textsIn(properties).flatMap(([path, text]) => {
      const [before = '', after] = text.split(deployment);
      const isName = namingProperty.test(path.split('.').at(-1) ?? '') || path.endsWith('MetricName');
      return isName && after !== undefined && text.length < 256 ? [{ type, before, after }] : [];
    }),
  );

const deployments = [
  ['production', 'production', 'us-east-1'],
  ['production', 'production', 'eu-central-1'],
  ['production', 'team-a', 'us-east-1'],
  ['staging', 'team-a-database', 'us-east-1'],
  ['staging', 'staging', 'us-east-1'],
  ['starter', 'starter', 'us-east-1'],
  ['hybrid', 'team-b', 'us-east-1'],
] as const;

describe('deployments in one account', () => {
  const stacks = deployments.map(([profileName, name, region]) => {
    const { resources } = synthesize(named(profileName, name), { region });
    return { name: `${name} in ${region}`, region, resources };
  });
  const pairs = stacks.flatMap((one, index) =>
    stacks.slice(index + 1).map((other) => [one.name, other.name, one, other] as const),
  );

  test.each(pairs)('%s and %s have no name in common', (_, __, one, other) => {
    const isShared = (resource: Resource) => one.region === other.region || globalTypes.test(resource.type);
    const names = new Set(literalNames(one.resources.filter(isShared)));
    expect(literalNames(other.resources.filter(isShared)).filter((name) => names.has(name))).toEqual([]);
  });

  test('have no name in common whatever they are called, such as ours and ours-database', () => {
    const [{ resources } = { resources: [] }] = stacks;
    const all = namePatterns(resources, 'production');
    const collisions = all.flatMap((one) =>
      all
        .filter(({ type, before, after }) => {
          const rest = one.after.slice(0, -after.length || undefined);
          const continues = one.after !== after && one.after.endsWith(after) && /^[a-z0-9-]+$/.test(rest);
          return type === one.type && before === one.before && continues;
        })
        .map(({ type, before, after }) => `${type}: ${before}NAME${after} and ${one.before}NAME${one.after}`),
    );
    expect(all.length).toBeGreaterThan(20);
    expect(collisions).toEqual([]);
  });

  test('have names to compare', () => {
    const names = literalNames(stacks[0]?.resources ?? []).map((name) => name.split(' ')[0]);
    expect(names).toEqual(
      expect.arrayContaining([
        'AWS::ECS::Cluster',
        'AWS::ECS::TaskDefinition',
        'AWS::ElastiCache::ServerlessCache',
        'AWS::CloudFront::CachePolicy',
        'AWS::CloudFront::Function',
        'AWS::CloudFront::VpcOrigin',
        'AWS::CloudWatch::Alarm',
        'AWS::CloudWatch::Dashboard',
        'AWS::Logs::MetricFilter',
      ]),
    );
  });

  test('write and read metrics of their own', () => {
    const services = stacks.map(({ resources }) => {
      const found = textsIn(resources.map(({ properties }) => properties)).filter(
        ([path, text]) => path.endsWith('.Value') && /^[\w-]+-(?:web|worker)$/.test(text),
      );
      return new Set(found.map(([, text]) => text));
    });
    expect([...(services[0] ?? [])].sort()).toEqual(['production-web', 'production-worker']);
    expect([...(services[2] ?? [])].sort()).toEqual(['team-a-web', 'team-a-worker']);
  });
});

test('the name is that of the profile, unless -c name says otherwise', () => {
  expect(named('production', '').profile).toBe('production');
  expect(named('production', 'team-a')).toEqual({ ...profile('production'), profile: 'team-a' });
  for (const name of ['Team A', 'team--a', 'team-', `team-${'a'.repeat(28)}`])
    expect(() => named('production', name)).toThrow(
      `-c name: the name ${name} is in the names of AWS resources`,
    );
  expect(named('production', `team-${'a'.repeat(27)}`).profile).toHaveLength(32);
});
