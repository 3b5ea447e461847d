import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';

import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/contract.ts';
import type { Balancer } from './balancer.ts';
import type { Network } from './network.ts';
import { createFunctionRole } from './small-function.ts';
import { acknowledgeWildcard } from './wildcards.ts';

export interface OriginGroupParts {
  readonly network: Network;
  readonly balancer: Balancer;
  readonly distribution: Distribution;
}

/** How CloudFront calls the security group that it makes in a network in which it has an origin. */
const serviceGroup = 'CloudFront-VPCOrigins-Service-SG';

/** Lets CloudFront, and nobody else, reach the balancer. Its group may be there only once the origin is in use. */
export function letContentNetworkIn(
  scope: Construct,
  contract: Contract,
  { network, balancer, distribution }: OriginGroupParts,
): void {
  const { role, logGroup } = createFunctionRole(scope, 'OriginGroup', contract);
  const idAt = 'SecurityGroups.0.GroupId';
  const lookup = new AwsCustomResource(scope, 'OriginGroup', {
    resourceType: 'Custom::OriginGroup',
    onUpdate: {
      service: 'EC2',
      action: 'DescribeSecurityGroups',
      parameters: {
        Filters: [
          { Name: 'vpc-id', Values: [network.vpc.vpcId] },
          { Name: 'group-name', Values: [serviceGroup] },
        ],
      },
      outputPaths: [idAt],
      physicalResourceId: PhysicalResourceId.of(serviceGroup),
    },
    policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: AwsCustomResourcePolicy.ANY_RESOURCE }),
    installLatestAwsSdk: false,
    ...{ role, logGroup },
  });
  lookup.node.addDependency(distribution, role);
  acknowledgeWildcard(lookup, 'originGroup', '*');
  new ec2.CfnSecurityGroupIngress(scope, 'FromContentNetwork', {
    description: 'CloudFront, through its VPC origin',
    groupId: balancer.group.securityGroupId,
    sourceSecurityGroupId: lookup.getResponseField(idAt),
    ipProtocol: 'tcp',
    fromPort: contract.deployment.balancer.port,
    toPort: contract.deployment.balancer.port,
  });
}
