import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, Stack } from 'aws-cdk-lib/core';
import { afterAll, expect, test } from 'vitest';
import { applyOverrides, type Overrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { Rostrum } from '../../../infra/constructs/rostrum.ts';
import type { RostrumProps } from '../../../infra/constructs/rostrum-props.ts';
import { createCodeFolders } from '../../support/infra/stacks.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const directory = createTemporaryDirectory('embedded');
afterAll(() => directory.remove());
const code = createCodeFolders(directory.path);

/** Another team's stack, in which it has a network; its range of addresses is known only if it is said. */
function createToyStack(vpcCidrBlock?: string) {
  const app = new App({ outdir: `${directory.path}/out`, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Toy', { env: { region: 'eu-central-1' } });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    publicSubnetIds: ['subnet-public-a', 'subnet-public-b'],
    privateSubnetIds: ['subnet-tasks-a', 'subnet-tasks-b'],
    isolatedSubnetIds: ['subnet-inside-a', 'subnet-inside-b'],
    ...(vpcCidrBlock === undefined ? {} : { vpcCidrBlock }),
  });
  return { stack, vpc };
}

/** Debates in this stack: production with changes, and what the team brings along. */
function createDebates(
  stack: Stack,
  changes: Overrides<Contract['deployment']>,
  props: Partial<RostrumProps>,
): { readonly rostrum: Rostrum; readonly template: Template } {
  const contract = applyOverrides(profile('production'), {
    edge: { trustedProxies: changes.proxies ?? 2 },
    deployment: { network: { tasks: 'nat' }, ...changes },
  });
  const rostrum = new Rostrum(stack, 'Debates', {
    contract: { ...contract, profile: 'debates' },
    code,
    imageUri: 'registry.example/rostrum:1',
    ...props,
  });
  return { rostrum, template: Template.fromStack(stack) };
}

const withoutCloudFront = {
  ingress: 'internet',
  proxies: 1,
  naming: {
    domain: 'debates.example',
    certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/ab-cd',
  },
} as const;

const balancerArn =
  'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/team/50dc6c495c0c9188';

const existingDatabase = (stack: Stack) => ({
  host: 'postgres.example',
  secret: Secret.fromSecretCompleteArn(
    stack,
    'Credentials',
    'arn:aws:secretsmanager:eu-central-1:111122223333:secret:postgres-AbCdEf',
  ),
  securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'PostgresGroup', 'sg-postgres'),
});

test('another app can use Rostrum in its own stack, network and database', () => {
  const { stack, vpc } = createToyStack();
  const { rostrum, template } = createDebates(
    stack,
    {},
    {
      vpc,
      database: existingDatabase(stack),
      webAclArn: 'arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/team/1',
    },
  );
  for (const type of ['EC2::VPC', 'RDS::DBCluster', 'RDS::DBInstance', 'WAFv2::WebACL'])
    template.resourceCountIs(`AWS::${type}`, 0);
  template.resourceCountIs('AWS::ECS::Service', 2);
  expect(rostrum.worker).not.toBeNull();
  template.hasResourceProperties('AWS::ECS::Service', {
    NetworkConfiguration: {
      AwsvpcConfiguration: { AssignPublicIp: 'DISABLED', Subnets: ['subnet-tasks-a', 'subnet-tasks-b'] },
    },
  });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
    Subnets: ['subnet-inside-a', 'subnet-inside-b'],
  });
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    GroupId: 'sg-postgres',
    FromPort: 5432,
  });
  template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
    WebACLArn: 'arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/team/1',
  });
  expect(JSON.stringify(template.toJSON())).toContain('"Name":"DATABASE_HOST","Value":"postgres.example"');
});

test('the tasks, and internal resources, can be put into named subnets of an existing network', () => {
  const { stack, vpc } = createToyStack();
  const subnet = (id: string) =>
    ec2.Subnet.fromSubnetAttributes(stack, id, {
      subnetId: id,
      availabilityZone: `eu-central-1${id.at(-1)}`,
    });
  const { template } = createDebates(
    stack,
    {},
    {
      vpc,
      taskSubnets: { subnets: [subnet('subnet-mine-a'), subnet('subnet-mine-b')] },
      internalSubnets: { subnets: [subnet('subnet-data-a'), subnet('subnet-data-b')] },
    },
  );
  const tasks = ['subnet-mine-a', 'subnet-mine-b'];
  const inside = ['subnet-data-a', 'subnet-data-b'];
  template.allResourcesProperties('AWS::ECS::Service', {
    NetworkConfiguration: { AwsvpcConfiguration: { Subnets: tasks } },
  });
  template.hasResourceProperties('Custom::Migration', { subnets: tasks });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Subnets: inside });
  template.hasResourceProperties('AWS::RDS::DBSubnetGroup', { SubnetIds: inside });
  template.hasResourceProperties('AWS::ElastiCache::ServerlessCache', { SubnetIds: inside });
});

test('what is given twice is refused with the fix', () => {
  const { stack, vpc } = createToyStack();
  const props = { vpc, database: existingDatabase(stack), databaseHost: 'restored.example' };
  expect(() => createDebates(stack, {}, props)).toThrow(
    "databaseHost replaces a database of Rostrum's own: leave out either it or database.",
  );
});

const listenerArn = `${balancerArn.replace(':loadbalancer', ':listener')}/f2f7dc8efc522ab2`;

/** That of the team, which other applications use, too. */
const sharedBalancer = (stack: Stack, vpc: ec2.IVpc) => ({
  loadBalancer: elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'Balancer', {
    loadBalancerArn: balancerArn,
    securityGroupId: 'sg-balancer',
    loadBalancerDnsName: 'team.eu-central-1.elb.amazonaws.com',
    loadBalancerCanonicalHostedZoneId: 'Z215JYRZR1TBD5',
    vpc,
  }),
  listener: elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
    listenerArn,
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'BalancerGroup', 'sg-balancer'),
  }),
});

test('the load balancer, the cluster and the key can be those of the team', () => {
  const { stack, vpc } = createToyStack();
  const { rostrum, template } = createDebates(stack, withoutCloudFront, {
    vpc,
    loadBalancer: sharedBalancer(stack, vpc),
    cluster: ecs.Cluster.fromClusterAttributes(stack, 'Cluster', {
      clusterName: 'team',
      vpc,
      securityGroups: [],
    }),
    encryptionKey: new kms.Key(stack, 'Key'),
  });
  for (const type of [
    'ElasticLoadBalancingV2::LoadBalancer',
    'ElasticLoadBalancingV2::Listener',
    'ECS::Cluster',
  ])
    template.resourceCountIs(`AWS::${type}`, 0);
  expect(rostrum.url).toBe('https://debates.example');
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', { ListenerArn: listenerArn });
  // Workers may protect only tasks of this deployment, which get the tag of their service.
  template.allResourcesProperties('AWS::ECS::Service', {
    Cluster: 'team',
    PropagateTags: 'SERVICE',
    Tags: Match.arrayWith([{ Key: 'rostrum-deployment', Value: 'rostrum-debates' }]),
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: ['ecs:GetTaskProtection', 'ecs:UpdateTaskProtection'],
          Condition: { StringEquals: { 'aws:ResourceTag/rostrum-deployment': 'rostrum-debates' } },
        }),
      ]),
    },
  });
  // The load balancer's group may reach the web tasks, and its full name is in the metrics of the alarms.
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { SourceSecurityGroupId: 'sg-balancer' });
  const text = JSON.stringify(template.toJSON());
  expect(text).toContain('"Value":"app/team/50dc6c495c0c9188"');
  expect(text).toContain(':task/team/*');
  template.hasResourceProperties('AWS::RDS::DBCluster', {
    KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
  });
});

test('a shared load balancer keeps its web ACL, the hosts of others and their errors', () => {
  const { stack, vpc } = createToyStack();
  const { template } = createDebates(
    stack,
    { ...withoutCloudFront, function: { enabled: true } },
    { vpc, loadBalancer: sharedBalancer(stack, vpc) },
  );
  for (const type of ['WebACL', 'WebACLAssociation']) template.resourceCountIs(`AWS::WAFv2::${type}`, 0);
  const rules = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule'));
  expect(rules.length).toBeGreaterThan(1);
  for (const { Properties } of rules)
    expect(Properties.Conditions).toContainEqual({
      Field: 'host-header',
      HostHeaderConfig: { Values: ['debates.example'] },
    });
  const [errors] = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).flatMap(
    ([id, { Properties }]) => (id.startsWith('DebatesAlarmerrors') ? [Properties] : []),
  );
  const text = JSON.stringify(errors?.Metrics);
  expect(text).not.toContain('HTTPCode_ELB_5XX_Count');
  for (const metricName of ['RequestCount', 'HTTPCode_Target_5XX_Count'])
    for (const targets of ['DebatesBlue', 'DebatesGreen', 'DebatesFunctionTargets'])
      expect(text).toMatch(
        new RegExp(
          `"Name":"TargetGroup","Value":{"Fn::GetAtt":\\["${targets}\\w+","\\w+"\\]}}\\],"MetricName":"${metricName}"`,
        ),
      );
  expect(text.match(/"MetricName"/g)).toHaveLength(6);
});

test('a shared load balancer gets the web ACL that is given, and needs no certificate here', () => {
  const { stack, vpc } = createToyStack();
  const changes = { ...withoutCloudFront, naming: { domain: 'debates.example' } };
  const webAclArn = 'arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/team/1';
  const props = { vpc, loadBalancer: sharedBalancer(stack, vpc), webAclArn };
  createDebates(stack, changes, props).template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
    ResourceArn: balancerArn,
    WebACLArn: webAclArn,
  });
});

test('a network that clients reach directly admits its own range of addresses', () => {
  const { stack, vpc } = createToyStack('10.7.0.0/16');
  const { template } = createDebates(stack, { ...withoutCloudFront, ingress: 'network' }, { vpc });
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { CidrIp: '10.7.0.0/16', FromPort: 443 });
});

test('without CloudFront, a team chooses who may connect', () => {
  const { stack, vpc } = createToyStack();
  const { template } = createDebates(stack, withoutCloudFront, {
    vpc,
    clients: [ec2.Peer.prefixList('pl-office')],
  });
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    SourcePrefixListId: 'pl-office',
    FromPort: 443,
  });
  expect(JSON.stringify(template.toJSON())).not.toContain('0.0.0.0/0","Description":"Clients');
});

test('settings of resources that exist already are refused with the fix', () => {
  const { stack, vpc } = createToyStack();
  const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Team', { clusterName: 'team', vpc });
  const account = { flowLogs: true, containerInsights: true, accessLogBucket: 'team-access-logs' };
  const props = { vpc, cluster, loadBalancer: sharedBalancer(stack, vpc) };
  const noEffect = (name: string, prop: string) =>
    `deployment.account.${name} would have no effect on an existing ${prop}: set it there, and leave it out here.`;
  expect(() => createDebates(stack, { ...withoutCloudFront, account }, props)).toThrow(
    [
      noEffect('flowLogs', 'vpc'),
      noEffect('containerInsights', 'cluster'),
      noEffect('accessLogBucket', 'loadBalancer'),
    ].join('\n'),
  );
});

test('a load balancer behind CloudFront is refused with the fix', () => {
  const { stack, vpc } = createToyStack();
  expect(() => createDebates(stack, {}, { vpc, loadBalancer: sharedBalancer(stack, vpc) })).toThrow(
    'loadBalancer is for deployments without CloudFront: set deployment.ingress to internet or network.',
  );
});
