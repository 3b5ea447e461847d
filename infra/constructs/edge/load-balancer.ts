import { Duration, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { NetworkResources } from '../network/network.ts';

export interface LoadBalancerResources {
  readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  readonly listener: elbv2.ApplicationListener;
  readonly group: ec2.SecurityGroup;
}

/** Internal: only CloudFront reaches it, through its VPC origin. */
export function createLoadBalancer(
  scope: Construct,
  contract: Contract,
  network: NetworkResources,
): LoadBalancerResources {
  const { edge, deployment } = contract;
  const { balancer } = deployment;
  if (edge.gatewayIdleMs === null)
    throw new Error(
      'edge.gatewayIdleMs is null. Behind a load balancer, set it to how long that keeps idle connections.',
    );
  const group = new ec2.SecurityGroup(scope, 'BalancerGroup', {
    vpc: network.vpc,
    description: 'Load balancer; inbound from CloudFront',
    allowAllOutbound: false,
  });
  const loadBalancer = new elbv2.ApplicationLoadBalancer(scope, 'Balancer', {
    vpc: network.vpc,
    vpcSubnets: network.isolatedSubnets,
    internetFacing: false,
    securityGroup: group,
    idleTimeout: Duration.millis(edge.gatewayIdleMs),
    clientKeepAlive: Duration.millis(balancer.clientKeepAliveMs),
    dropInvalidHeaderFields: true,
    // Refuses ambiguous requests, even harmless ones: browsers and our clients never send them.
    desyncMitigationMode: elbv2.DesyncMitigationMode.STRICTEST,
    // The origin check compares with the host that the browser sent.
    preserveHostHeader: true,
  });
  Validations.of(loadBalancer).acknowledge({
    id: 'AwsSolutions-ELB2',
    reason: 'The program logs every request with the address of the caller, the route and the duration.',
  });
  const listener = loadBalancer.addListener('Listener', {
    port: balancer.port,
    protocol: elbv2.ApplicationProtocol.HTTP,
    open: false,
    defaultAction: notFoundAction,
  });
  return { loadBalancer, listener, group };
}

/** Paths that are not in the route table, and /metrics, are not forwarded. */
const notFoundAction = elbv2.ListenerAction.fixedResponse(404, {
  contentType: 'application/json',
  messageBody: JSON.stringify({ status: 404, code: 'not-found', title: 'There is nothing at this address.' }),
});

/**
 * A target group of the web service. Creates both blue and green, which must be equal because deployments swap them.
 */
export function createWebTargetGroup(
  scope: Construct,
  id: string,
  { deployment, http }: Contract,
  { vpc, path }: { vpc: ec2.IVpc; path: string },
): elbv2.ApplicationTargetGroup {
  const { balancer } = deployment;
  const { health } = balancer;
  const slowStart = balancer.slowStartMs === 0 ? {} : { slowStart: Duration.millis(balancer.slowStartMs) };
  return new elbv2.ApplicationTargetGroup(scope, id, {
    vpc,
    port: http.port,
    protocol: elbv2.ApplicationProtocol.HTTP,
    targetType: elbv2.TargetType.IP,
    deregistrationDelay: Duration.millis(balancer.deregistrationMs),
    loadBalancingAlgorithmType: algorithms[balancer.algorithm],
    ...slowStart,
    healthCheck: {
      path,
      healthyHttpCodes: '200',
      interval: Duration.millis(health.intervalMs),
      timeout: Duration.millis(health.timeoutMs),
      healthyThresholdCount: health.healthyThreshold,
      unhealthyThresholdCount: health.unhealthyThreshold,
    },
  });
}

const algorithms = {
  least_outstanding_requests: elbv2.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
  round_robin: elbv2.TargetGroupLoadBalancingAlgorithmType.ROUND_ROBIN,
};
