import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from '../../app/contract/types/deployment.ts';
import type { ExistingSettings } from '../../app/contract/types/existing.ts';
import type { RostrumProps } from '../constructs/rostrum-props.ts';

type ExistingProps = Pick<
  RostrumProps,
  | 'vpc'
  | 'taskSubnets'
  | 'internalSubnets'
  | 'balancerSubnets'
  | 'database'
  | 'cache'
  | 'cluster'
  | 'loadBalancer'
  | 'webAclArn'
>;

/** The props of what `deployment.existing` names. Nothing is looked up, so that synthesis needs no network. */
export function existingResources(
  scope: Construct,
  { existing, network }: Pick<DeploymentSettings, 'existing' | 'network'>,
): ExistingProps {
  const { vpcId, webAclArn } = existing;
  const vpc =
    vpcId === null
      ? null
      : ec2.Vpc.fromVpcAttributes(scope, 'ExistingVpc', {
          vpcId,
          vpcCidrBlock: network.cidr,
          availabilityZones: Object.keys(existing.taskSubnets),
        });
  return {
    ...(vpc === null ? {} : { vpc, ...resourcesIn(scope, vpc, existing) }),
    ...findSubnets(scope, existing),
    ...findData(scope, existing),
    ...(webAclArn === null ? {} : { webAclArn }),
  };
}

function findSubnets(scope: Construct, existing: ExistingSettings): ExistingProps {
  const { taskSubnets, internalSubnets, balancerSubnets } = existing;
  return Object.fromEntries(
    Object.entries({ taskSubnets, internalSubnets, balancerSubnets }).flatMap(([name, byZone]) => {
      const subnets = Object.entries(byZone).map(([availabilityZone, subnetId]) => {
        const id = `${name}-${availabilityZone}`;
        const subnet = ec2.Subnet.fromSubnetAttributes(scope, id, { subnetId, availabilityZone });
        Validations.of(subnet).acknowledge({
          id: 'Annotation::@aws-cdk/aws-ec2:noSubnetRouteTableId',
          reason: 'Its routes are those of the network, and are not read here.',
        });
        return subnet;
      });
      return subnets.length === 0 ? [] : [[name, { subnets }]];
    }),
  );
}

/** A cluster and a load balancer, of the network. */
function resourcesIn(scope: Construct, vpc: ec2.IVpc, existing: ExistingSettings): ExistingProps {
  const { clusterName, loadBalancerArn, listenerArn, loadBalancerSecurityGroupId: groupId } = existing;
  return {
    ...(clusterName === null
      ? {}
      : { cluster: ecs.Cluster.fromClusterAttributes(scope, 'ExistingCluster', { clusterName, vpc }) }),
    ...(loadBalancerArn === null || listenerArn === null || groupId === null
      ? {}
      : {
          loadBalancer: {
            loadBalancer: elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(
              scope,
              'ExistingLoadBalancer',
              { loadBalancerArn, securityGroupId: groupId, vpc },
            ),
            listener: elbv2.ApplicationListener.fromApplicationListenerAttributes(scope, 'ExistingListener', {
              listenerArn,
              securityGroup: ec2.SecurityGroup.fromSecurityGroupId(scope, 'ExistingListenerGroup', groupId),
            }),
          },
        }),
  };
}

function findData(scope: Construct, existing: ExistingSettings): ExistingProps {
  const { databaseHost: host, databaseSecretArn: secretArn, cacheUrl: url } = existing;
  const findGroup = (id: string, groupId: string | null) =>
    groupId === null ? {} : { securityGroup: ec2.SecurityGroup.fromSecurityGroupId(scope, id, groupId) };
  return {
    ...(host === null || secretArn === null
      ? {}
      : {
          database: {
            host,
            secret: Secret.fromSecretCompleteArn(scope, 'ExistingDatabaseSecret', secretArn),
            ...findGroup('ExistingDatabaseGroup', existing.databaseSecurityGroupId),
          },
        }),
    ...(url === null
      ? {}
      : { cache: { url, ...findGroup('ExistingCacheGroup', existing.cacheSecurityGroupId) } }),
  };
}
