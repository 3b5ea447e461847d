import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { BalancerSettings } from '../../../app/contract/types/gateways.ts';

/**
 * A target group of the web service. Creates both blue and green, which must be equal because deployments swap them.
 */
export function createWebTargetGroup(
  scope: Construct,
  id: string,
  balancer: BalancerSettings,
  { vpc, port, path }: { vpc: ec2.IVpc; port: number; path: string },
): elbv2.ApplicationTargetGroup {
  const { health } = balancer;
  const slowStart = balancer.slowStartMs === 0 ? {} : { slowStart: Duration.millis(balancer.slowStartMs) };
  return new elbv2.ApplicationTargetGroup(scope, id, {
    vpc,
    port,
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
