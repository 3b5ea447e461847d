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

/** Inside the network: only the content network reaches it, through its VPC origin. */
export function createLoadBalancer(
  scope: Construct,
  contract: Contract,
  network: NetworkResources,
): LoadBalancerResources {
  const { edge, deployment } = contract;
  const { balancer } = deployment;
  if (edge.gatewayIdleMs === null)
    throw new Error(
      'edge.gatewayIdleMs is null: behind a balancer it says how long that keeps idle connections.',
    );
  const group = new ec2.SecurityGroup(scope, 'BalancerGroup', {
    vpc: network.vpc,
    description: 'The balancer; lets in the content network',
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
    // What is ambiguous is refused, even where it is harmless: browsers and our clients send nothing of that kind.
    desyncMitigationMode: elbv2.DesyncMitigationMode.STRICTEST,
    // Own pages are told from others by the host that the browser named.
    preserveHostHeader: true,
  });
  Validations.of(loadBalancer).acknowledge({
    id: 'AwsSolutions-ELB2',
    reason:
      'The program writes a line for every request, with the address of the caller, its route and how long it took.',
  });
  const listener = loadBalancer.addListener('Listener', {
    port: balancer.port,
    protocol: elbv2.ApplicationProtocol.HTTP,
    open: false,
    defaultAction: notFoundAction,
  });
  return { loadBalancer, listener, group };
}

/** What the route table does not name, the metrics among it, gets no further. */
const notFoundAction = elbv2.ListenerAction.fixedResponse(404, {
  contentType: 'application/json',
  messageBody: JSON.stringify({ status: 404, code: 'not-found', title: 'There is nothing at this address.' }),
});

/** A target group of the web service. Blue and green are made here, because a deployment swaps them. */
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
