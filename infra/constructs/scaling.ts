import { Duration } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Contract } from '../../app/contract/contract.ts';
import { ownMetric } from './watched.ts';

const cooldowns = ({ deployment: { scaling } }: Contract) => ({
  scaleOutCooldown: Duration.millis(scaling.outCooldownMs),
  scaleInCooldown: Duration.millis(scaling.inCooldownMs),
});

/** As many web tasks as requests, open connections or work need, whichever wants the most. */
export function scaleWeb(
  service: ecs.FargateService,
  targets: readonly ApplicationTargetGroup[],
  contract: Contract,
): void {
  const { web, scaling, alarms } = contract.deployment;
  const period = Duration.millis(alarms.periodMs);
  const count = service.autoScaleTaskCount({ minCapacity: web.tasksMin, maxCapacity: web.tasksMax });
  trackRequests(count, targets, contract);
  count.scaleToTrackCustomMetric('Connections', {
    ...cooldowns(contract),
    metric: ownMetric(contract, 'LiveConnections', 'web', period),
    targetValue: scaling.liveConnectionsPerTask,
  });
  count.scaleOnCpuUtilization('Cpu', {
    ...cooldowns(contract),
    targetUtilizationPercent: scaling.cpuPercent,
  });
}

/** As many workers as the debates that wait and run need. */
export function scaleWorker(service: ecs.FargateService, contract: Contract): void {
  const { worker, scaling, alarms } = contract.deployment;
  const period = Duration.millis(alarms.periodMs);
  const count = service.autoScaleTaskCount({ minCapacity: worker.tasksMin, maxCapacity: worker.tasksMax });
  count.scaleToTrackCustomMetric('Backlog', {
    ...cooldowns(contract),
    metric: ownMetric(contract, 'BacklogPerWorker', 'worker', period),
    targetValue: scaling.backlogPerWorker,
  });
  count.scaleToTrackCustomMetric('Utilisation', {
    ...cooldowns(contract),
    metric: ownMetric(contract, 'WorkerUtilisation', 'worker', period),
    targetValue: scaling.workerUtilisationPercent,
  });
}

/**
 * Requests of a target in a minute. Traffic is in blue after one deployment and in green after the next, and in both
 * during one: what counts is their sum.
 */
function trackRequests(
  count: ecs.ScalableTaskCount,
  targets: readonly ApplicationTargetGroup[],
  contract: Contract,
): void {
  const { scaling } = contract.deployment;
  const minute = Duration.minutes(1);
  const scalable = count.node.findChild('Target');
  if (!(scalable instanceof autoscaling.ScalableTarget))
    throw new Error('the service has no scalable target');
  const parts = targets.map(({ firstLoadBalancerFullName, targetGroupFullName }, index) => ({
    id: `group${index}`,
    returnData: false,
    metricStat: {
      stat: 'Sum',
      metric: {
        namespace: 'AWS/ApplicationELB',
        metricName: 'RequestCountPerTarget',
        dimensions: [
          { name: 'LoadBalancer', value: firstLoadBalancerFullName },
          { name: 'TargetGroup', value: targetGroupFullName },
        ],
      },
    },
  }));
  const expression = parts.map(({ id }) => `FILL(${id}, 0)`).join(' + ');
  new autoscaling.CfnScalingPolicy(count, 'Requests', {
    policyName: 'requests',
    policyType: 'TargetTrackingScaling',
    scalingTargetId: scalable.scalableTargetId,
    targetTrackingScalingPolicyConfiguration: {
      targetValue: scaling.requestsPerSecondPerTask * minute.toSeconds(),
      scaleOutCooldown: Duration.millis(scaling.outCooldownMs).toSeconds(),
      scaleInCooldown: Duration.millis(scaling.inCooldownMs).toSeconds(),
      customizedMetricSpecification: {
        metrics: [...parts, { id: 'all', expression, returnData: true, label: 'Requests of a target' }],
      },
    },
  });
}
