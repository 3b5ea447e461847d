import { describe, expect, test } from 'vitest';
import { applyOverrides, type Overrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { contractErrors } from '../../../infra/checks/contract-errors.ts';
import { findResource, resourcesOfType, synthesize, textAt, valueAt } from '../../support/infra/stacks.ts';

const arn = (service: string, resource: string, region = 'eu-central-1') =>
  `arn:aws:${service}:${region}:111122223333:${resource}`;
const subnets = (name: string) => ({
  'eu-central-1a': `subnet-0000000${name}`,
  'eu-central-1b': `subnet-1000000${name}`,
});
const idsOf = (byZone: Readonly<Record<string, string>>) => Object.values(byZone);

const network = { vpcId: 'vpc-00000001', taskSubnets: subnets('a'), internalSubnets: subnets('b') };
const database = {
  databaseHost: 'debates.cluster-x.eu-central-1.rds.amazonaws.com',
  databaseSecretArn: arn('secretsmanager', 'secret:postgres-AbCdEf'),
  databaseSecurityGroupId: 'sg-00000002',
};
const cache = { cacheUrl: 'rediss://cache.example:6379', cacheSecurityGroupId: 'sg-00000003' };
const balancer = {
  loadBalancerArn: arn('elasticloadbalancing', 'loadbalancer/app/team/50dc6c495c0c9188'),
  listenerArn: arn('elasticloadbalancing', 'listener/app/team/50dc6c495c0c9188/f2f7dc8efc522ab2'),
  loadBalancerSecurityGroupId: 'sg-00000001',
};
const withoutCloudFront = { ingress: 'internet', proxies: 1, naming: { domain: 'debates.example' } } as const;

/** Production with these resources, as a profile file says it. */
const deployment = (changes: Overrides<Contract['deployment']>): Contract =>
  applyOverrides(profile('production'), {
    edge: { trustedProxies: changes.proxies ?? 2 },
    deployment: changes,
  });

describe('a profile that names resources of the account', () => {
  const { resources } = synthesize(
    deployment({
      ...withoutCloudFront,
      existing: { ...network, ...database, ...cache, ...balancer, clusterName: 'team' },
    }),
  );

  test('makes none of them', () => {
    for (const type of [
      'EC2::VPC',
      'EC2::Subnet',
      'RDS::DBCluster',
      'RDS::DBInstance',
      'ElastiCache::ServerlessCache',
      'ElasticLoadBalancingV2::LoadBalancer',
      'ElasticLoadBalancingV2::Listener',
      'WAFv2::WebACL',
      'ECS::Cluster',
    ])
      expect(resourcesOfType(resources, type), type).toEqual([]);
  });

  test('runs its tasks in their subnets and cluster, behind their listener', () => {
    for (const { id, properties } of resourcesOfType(resources, 'ECS::Service')) {
      expect(valueAt(properties, 'Cluster'), id).toBe('team');
      expect(valueAt(properties, 'NetworkConfiguration.AwsvpcConfiguration.Subnets'), id).toEqual(
        idsOf(network.taskSubnets),
      );
    }
    for (const { properties } of resourcesOfType(resources, 'ElasticLoadBalancingV2::ListenerRule'))
      expect(valueAt(properties, 'ListenerArn')).toBe(balancer.listenerArn);
  });

  test('gives the tasks the database with its secret and the cache, and admits the tasks there', () => {
    const { properties } = findResource(resources, 'ECS::TaskDefinition', 'WebTask');
    const container = JSON.stringify(properties);
    for (const text of [database.databaseHost, `${database.databaseSecretArn}:password::`, cache.cacheUrl])
      expect(container).toContain(text);
    const rules = resourcesOfType(resources, 'EC2::SecurityGroupIngress').map(
      ({ properties: rule }) => `${textAt(rule, 'GroupId')} ${textAt(rule, 'FromPort')}`,
    );
    expect(rules).toEqual(expect.arrayContaining(['sg-00000002 5432', 'sg-00000003 6379']));
  });
});

test('its own resources are in the subnets of an existing network, and its web ACL can be replaced', () => {
  const webAclArn = arn('wafv2', 'regional/webacl/team/1a2b');
  const { resources } = synthesize(deployment({ existing: { ...network, webAclArn } }));
  expect(valueAt(findResource(resources, 'RDS::DBSubnetGroup').properties, 'SubnetIds')).toEqual(
    idsOf(network.internalSubnets),
  );
  const { properties } = findResource(resources, 'ElasticLoadBalancingV2::LoadBalancer');
  expect(valueAt(properties, 'Subnets')).toEqual(idsOf(network.internalSubnets));
  const association = findResource(resources, 'WAFv2::WebACLAssociation').properties;
  expect(valueAt(association, 'WebACLArn')).toBe(webAclArn);
});

describe('what does not fit is refused with the fix', () => {
  const path = 'deployment.existing';

  test.each<[string, Overrides<Contract['deployment']>, string]>([
    [
      'a network without subnets',
      { existing: { vpcId: 'vpc-00000001' } },
      `vpcId needs ${path}.taskSubnets and ${path}`,
    ],
    [
      'a database without its network',
      { existing: database },
      `databaseHost needs ${path}.vpcId, which is not set`,
    ],
    [
      'fewer subnets than zones',
      { existing: { ...network, taskSubnets: { 'eu-central-1a': 'subnet-0000000a' } } },
      'taskSubnets has 1 zones, but deployment.network.zones is 2: name one subnet in each, or change it',
    ],
    [
      'a public load balancer without public subnets',
      { ...withoutCloudFront, existing: network },
      'balancerSubnets is not set: with deployment.ingress internet, name public subnets there',
    ],
    [
      'public subnets for an internal load balancer',
      { existing: { ...network, balancerSubnets: subnets('c') } },
      'balancerSubnets is for a public load balancer of its own (ingress internet): leave it out',
    ],
    [
      'a load balancer behind CloudFront',
      { existing: { ...network, ...balancer } },
      'loadBalancerArn is for deployments without CloudFront: set deployment.ingress to internet or network',
    ],
    [
      'a record for a load balancer of others',
      {
        ...withoutCloudFront,
        naming: { ...withoutCloudFront.naming, hostedZoneId: 'Z0123456789' },
        existing: { ...network, ...balancer },
      },
      'loadBalancerArn has its own name: leave out deployment.naming.hostedZoneId, and add the record',
    ],
    [
      'a cache that is switched off',
      { cache: { enabled: false }, services: 'combined', existing: cache },
      'cacheUrl would not be used, as deployment.cache.enabled is false: set that to true, or leave it out',
    ],
  ])('%s', (_, changes, sentence) => {
    expect(contractErrors(deployment(changes)).join('\n')).toContain(`${path}.${sentence}`);
  });

  test('a setting of a resource that exists already', () => {
    const changes = { existing: network, account: { flowLogs: true } };
    expect(contractErrors(deployment(changes))).toEqual([
      'deployment.account.flowLogs would have no effect on an existing vpc: set it there, and leave it out here',
    ]);
  });

  test('a resource of another region, and zones of another network', () => {
    const webAclArn = arn('wafv2', 'regional/webacl/team/1a2b', 'us-east-1');
    expect(() => synthesize(deployment({ existing: { webAclArn } }))).toThrow(
      `${path}.webAclArn is in us-east-1, but the stack is in eu-central-1: use one of that region`,
    );
    const zones = { by: 'name', values: ['eu-central-1a', 'eu-central-1b'] } as const;
    expect(() => synthesize(deployment({ existing: network }), { zones })).toThrow(
      `-c zones=eu-central-1a,eu-central-1b: ${path}.vpcId has zones of its own: leave it out`,
    );
  });
});
