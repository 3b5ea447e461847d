import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';

import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { createFunctionRole } from '../compute/lambda-defaults.ts';
import { acknowledgeWildcard } from '../iam/wildcards.ts';
import type { NetworkResources } from '../network/network.ts';
import type { LoadBalancerResources } from './load-balancer.ts';

export interface CloudFrontIngressDeps {
  readonly network: NetworkResources;
  readonly balancer: LoadBalancerResources;
  readonly distribution: Distribution;
}

/** The name of the security group that CloudFront creates in a VPC with an origin. */
const cloudFrontGroupName = 'CloudFront-VPCOrigins-Service-SG';

/** Allows ingress from CloudFront's security group only, which exists only once the origin is in use. */
export function allowCloudFront(
  scope: Construct,
  contract: Contract,
  { network, balancer, distribution }: CloudFrontIngressDeps,
): void {
  const { role, logGroup } = createFunctionRole(scope, 'OriginGroup', contract);
  const groupIdPath = 'SecurityGroups.0.GroupId';
  const lookup = new AwsCustomResource(scope, 'OriginGroup', {
    resourceType: 'Custom::OriginGroup',
    onUpdate: {
      service: 'EC2',
      action: 'DescribeSecurityGroups',
      parameters: {
        Filters: [
          { Name: 'vpc-id', Values: [network.vpc.vpcId] },
          { Name: 'group-name', Values: [cloudFrontGroupName] },
        ],
      },
      outputPaths: [groupIdPath],
      physicalResourceId: PhysicalResourceId.of(cloudFrontGroupName),
    },
    policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: AwsCustomResourcePolicy.ANY_RESOURCE }),
    installLatestAwsSdk: false,
    role,
    logGroup,
  });
  lookup.node.addDependency(distribution, role);
  acknowledgeWildcard(lookup, 'originGroup', '*');
  new ec2.CfnSecurityGroupIngress(scope, 'FromContentNetwork', {
    description: 'CloudFront, through its VPC origin',
    groupId: balancer.group.securityGroupId,
    sourceSecurityGroupId: lookup.getResponseField(groupIdPath),
    ipProtocol: 'tcp',
    fromPort: contract.deployment.balancer.port,
    toPort: contract.deployment.balancer.port,
  });
}
