import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { afterAll, expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import { Rostrum } from '../../../infra/constructs/rostrum.ts';
import { createCodeFolders } from '../../support/infra/stacks.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const directory = createTemporaryDirectory('embedded');
afterAll(() => directory.remove());

/** Another team's app, with a network, a database and a web ACL of its own. */
function createToyApp(): { readonly stack: Stack; readonly rostrum: Rostrum } {
  const app = new App({ outdir: `${directory.path}/out`, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Toy', { env: { region: 'eu-central-1' } });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    privateSubnetIds: ['subnet-tasks-a', 'subnet-tasks-b'],
    isolatedSubnetIds: ['subnet-inside-a', 'subnet-inside-b'],
  });
  const production = profile('production');
  const contract = {
    ...production,
    profile: 'debates',
    deployment: { ...production.deployment, network: { ...production.deployment.network, tasks: 'nat' } },
  } as const;
  const secret = Secret.fromSecretCompleteArn(
    stack,
    'Credentials',
    'arn:aws:secretsmanager:eu-central-1:111122223333:secret:postgres-AbCdEf',
  );
  const rostrum = new Rostrum(stack, 'Debates', {
    contract,
    code: createCodeFolders(directory.path),
    imageUri: 'registry.example/rostrum:1',
    vpc,
    database: {
      host: 'postgres.example',
      secret,
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'PostgresGroup', 'sg-postgres'),
    },
    webAclArn: 'arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/team/1',
  });
  return { stack, rostrum };
}

test('another app can use Rostrum in its own stack, network and database', () => {
  const { stack, rostrum } = createToyApp();
  const template = Template.fromStack(stack);
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
