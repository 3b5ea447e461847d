import { Duration } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { createEmfMetric } from '../observability/metrics.ts';

const cooldownProps = ({ deployment: { scaling } }: Contract) => ({
  scaleOutCooldown: Duration.millis(scaling.outCooldownMs),
  scaleInCooldown: Duration.millis(scaling.inCooldownMs),
});

/** Web tasks scale by requests, open connections and CPU; the largest result counts. */
export function scaleWeb(
  service: ecs.FargateService,
  targets: readonly ApplicationTargetGroup[],
  contract: Contract,
): void {
  const { web, scaling, alarms } = contract.deployment;
  const period = Duration.millis(alarms.periodMs);
  // The number of tasks of a service without a desired count is then 1, and stays it.
  if (web.tasksMax === 1) return;
  const taskCount = service.autoScaleTaskCount({ minCapacity: web.tasksMin, maxCapacity: web.tasksMax });
  trackRequests(taskCount, targets, contract);
  taskCount.scaleToTrackCustomMetric('Connections', {
    ...cooldownProps(contract),
    metric: createEmfMetric(contract, 'LiveConnections', 'web', period),
    targetValue: scaling.liveConnectionsPerTask,
  });
  taskCount.scaleOnCpuUtilization('Cpu', {
    ...cooldownProps(contract),
    targetUtilizationPercent: scaling.cpuPercent,
  });
}

/** Workers scale by waiting and running debates. */
export function scaleWorker(service: ecs.FargateService, contract: Contract): void {
  const { worker, scaling, alarms } = contract.deployment;
  const period = Duration.millis(alarms.periodMs);
  const taskCount = service.autoScaleTaskCount({
    minCapacity: worker.tasksMin,
    maxCapacity: worker.tasksMax,
  });
  taskCount.scaleToTrackCustomMetric('Backlog', {
    ...cooldownProps(contract),
    metric: createEmfMetric(contract, 'BacklogPerWorker', 'worker', period),
    targetValue: scaling.backlogPerWorker,
  });
  taskCount.scaleToTrackCustomMetric('Utilisation', {
    ...cooldownProps(contract),
    metric: createEmfMetric(contract, 'WorkerUtilisation', 'worker', period),
    targetValue: scaling.workerUtilisationPercent,
  });
}

/**
 * Requests per target and minute, summed over both target groups: traffic alternates between blue and green with each
 * deployment, and is in both during one.
 */
function trackRequests(
  taskCount: ecs.ScalableTaskCount,
  targets: readonly ApplicationTargetGroup[],
  contract: Contract,
): void {
  const { scaling } = contract.deployment;
  const minute = Duration.minutes(1);
  const scalable = taskCount.node.findChild('Target');
  if (!(scalable instanceof autoscaling.ScalableTarget))
    throw new Error('the service has no scalable target');
  const metricQueries = targets.map(({ firstLoadBalancerFullName, targetGroupFullName }, index) => ({
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
  const expression = metricQueries.map(({ id }) => `FILL(${id}, 0)`).join(' + ');
  new autoscaling.CfnScalingPolicy(taskCount, 'Requests', {
    policyName: 'requests',
    policyType: 'TargetTrackingScaling',
    scalingTargetId: scalable.scalableTargetId,
    targetTrackingScalingPolicyConfiguration: {
      targetValue: scaling.requestsPerSecondPerTask * minute.toSeconds(),
      scaleOutCooldown: Duration.millis(scaling.outCooldownMs).toSeconds(),
      scaleInCooldown: Duration.millis(scaling.inCooldownMs).toSeconds(),
      customizedMetricSpecification: {
        metrics: [
          ...metricQueries,
          { id: 'all', expression, returnData: true, label: 'Requests of a target' },
        ],
      },
    },
  });
}
