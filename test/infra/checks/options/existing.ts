import type { Changes, TestValues } from './synthesis.ts';

const inRegion = (service: string, resource: string) =>
  `arn:aws:${service}:us-east-1:111122223333:${resource}`;
const subnets = (name: string) => ({
  'us-east-1a': `subnet-0000000${name}`,
  'us-east-1b': `subnet-1000000${name}`,
});
const section = (values: Changes): Changes =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`deployment.existing.${name}`, value]));

const loadBalancerArn = inRegion('elasticloadbalancing', 'loadbalancer/app/team/50dc6c495c0c9188');
const listenerArn = inRegion('elasticloadbalancing', 'listener/app/team/50dc6c495c0c9188/f2f7dc8efc522ab2');
const databaseSecretArn = inRegion('secretsmanager', 'secret:postgres-AbCdEf');
const webAclArn = inRegion('wafv2', 'regional/webacl/team/1a2b');

/** Resources of the account that are used together. */
export const existing = {
  network: section({ vpcId: 'vpc-00000001', taskSubnets: subnets('a'), internalSubnets: subnets('b') }),
  publicSubnets: section({ balancerSubnets: subnets('c') }),
  balancer: section({
    loadBalancerArn,
    listenerArn,
    loadBalancerSecurityGroupId: 'sg-00000001',
    clusterName: 'team',
  }),
  data: section({
    databaseHost: 'postgres.example',
    databaseSecretArn,
    databaseSecurityGroupId: 'sg-00000002',
    cacheUrl: 'rediss://cache.example:6379',
    cacheSecurityGroupId: 'sg-00000003',
  }),
};

/** Most need each other: see `together`. */
const inVain = (...values: readonly string[]): TestValues => ({ accepted: [], rejected: ['', ...values] });
const subnetValues: TestValues = { accepted: [], rejected: [subnets('a'), { 'us-east-1a': 'public' }] };

export const existingValues: Readonly<Record<string, TestValues>> = {
  'existing.vpcId': inVain('vpc-00000001', 'team'),
  'existing.taskSubnets': subnetValues,
  'existing.internalSubnets': subnetValues,
  'existing.balancerSubnets': subnetValues,
  'existing.databaseHost': inVain('postgres.example', 'postgres.example:5432'),
  'existing.databaseSecretArn': inVain(databaseSecretArn, 'postgres'),
  'existing.databaseSecurityGroupId': inVain('sg-00000002', 'team'),
  'existing.cacheUrl': {
    accepted: ['redis://cache.example', 'rediss://cache.example:6379'],
    rejected: ['', 'cache.example', 'rediss://:secret@cache.example'],
  },
  'existing.cacheSecurityGroupId': inVain('sg-00000003', 'team'),
  'existing.clusterName': inVain('team', 'arn:aws:ecs:us-east-1:111122223333:cluster/team'),
  'existing.loadBalancerArn': inVain(loadBalancerArn, 'team'),
  'existing.listenerArn': inVain(listenerArn, 'team'),
  'existing.loadBalancerSecurityGroupId': inVain('sg-00000001', 'team'),
  'existing.webAclArn': {
    accepted: [webAclArn],
    rejected: ['', 'team', webAclArn.replace('regional', 'global')],
  },
};
