import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
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

/** Another team's stack, in which it has a network. */
function createToyStack() {
  const app = new App({ outdir: `${directory.path}/out`, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Toy', { env: { region: 'eu-central-1' } });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    publicSubnetIds: ['subnet-public-a', 'subnet-public-b'],
    privateSubnetIds: ['subnet-tasks-a', 'subnet-tasks-b'],
    isolatedSubnetIds: ['subnet-inside-a', 'subnet-inside-b'],
    vpcCidrBlock: '10.7.0.0/16',
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

test('the tasks, and what is inside, can be put into named subnets of an existing network', () => {
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
