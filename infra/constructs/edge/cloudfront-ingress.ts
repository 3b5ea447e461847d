import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CustomResource, Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from '../../../app/contract/types/deployment.ts';
import { createFunctionRole, functionRuntime } from '../compute/lambda-defaults.ts';
import { acknowledgeWildcard } from '../iam/wildcards.ts';
import type { NetworkResources } from '../network/network.ts';

export interface CloudFrontIngressDeps {
  readonly network: NetworkResources;
  /** Of the load balancer. */
  readonly group: ec2.SecurityGroup;
  readonly distribution: Distribution;
  /** Folder of infra/lambda/handler.ts, compiled. */
  readonly code: string;
}

/** The name of the security group that CloudFront creates in a VPC with an origin. */
const cloudFrontGroupName = 'CloudFront-VPCOrigins-Service-SG';

/**
 * Allows ingress from CloudFront's security group only, which exists only once the origin is in use. The permission to
 * look for it is created with the first resources, and IAM has long applied it.
 */
export function allowCloudFront(
  scope: Construct,
  deployment: Pick<DeploymentSettings, 'balancer' | 'logDays'>,
  { network, group, distribution, code }: CloudFrontIngressDeps,
): void {
  const { role, logGroup } = createFunctionRole(scope, 'CloudFrontSecurityGroup', deployment);
  role.addToPrincipalPolicy(
    new iam.PolicyStatement({ actions: ['ec2:DescribeSecurityGroups'], resources: ['*'] }),
  );
  acknowledgeWildcard(role, 'cloudFrontGroup', '*');
  const finder = new lambda.Function(scope, 'CloudFrontSecurityGroupFinder', {
    description: 'Finds the security group of CloudFront in the network',
    runtime: functionRuntime,
    handler: 'handler.cloudFrontGroup',
    code: lambda.Code.fromAsset(code),
    timeout: Duration.minutes(finderMinutesMax),
    role,
    logGroup,
  });
  const lookup = new CustomResource(scope, 'CloudFrontSecurityGroup', {
    resourceType: 'Custom::CloudFrontSecurityGroup',
    serviceToken: finder.functionArn,
    serviceTimeout: Duration.minutes(finderMinutesMax),
    properties: { vpcId: network.vpc.vpcId, groupName: cloudFrontGroupName },
  });
  lookup.node.addDependency(distribution);
  new ec2.CfnSecurityGroupIngress(scope, 'FromCloudFront', {
    description: 'CloudFront, through its VPC origin',
    groupId: group.securityGroupId,
    sourceSecurityGroupId: lookup.getAttString('groupId'),
    ipProtocol: 'tcp',
    fromPort: deployment.balancer.port,
    toPort: deployment.balancer.port,
  });
}

/** More than the handler searches. */
const finderMinutesMax = 5;
