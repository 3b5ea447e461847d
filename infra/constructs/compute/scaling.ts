import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { Duration } from 'aws-cdk-lib/core';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { ScalingSettings } from '../../../app/contract/types/deployment.ts';
import { createEmfMetric } from '../observability/metrics.ts';

const second = 1000;

const cooldownProps = (scaling: ScalingSettings) => ({
  scaleOutCooldown: Duration.millis(scaling.outCooldownMs),
  scaleInCooldown: Duration.millis(scaling.inCooldownMs),
});

/** Web tasks scale by requests, open connections and CPU; the largest result counts. */
export function scaleWeb(
  service: ecs.FargateService,
  contract: Pick<Contract, 'profile' | 'measures' | 'deployment'>,
): void {
  const { measures } = contract;
  const { web, scaling, alarms } = contract.deployment;
  const period = Duration.millis(alarms.periodMs);
  // The number of tasks of a service without a desired count is then 1, and stays it.
  if (web.tasksMax === 1) return;
  const taskCount = service.autoScaleTaskCount({ minCapacity: web.tasksMin, maxCapacity: web.tasksMax });
  taskCount.scaleToTrackCustomMetric('Requests', {
    ...cooldownProps(scaling),
    metric: createEmfMetric(contract, 'Requests', 'web', period),
    // Each line counts the requests since the one before.
    targetValue: (scaling.requestsPerSecondPerTask * measures.emfIntervalMs) / second,
  });
  taskCount.scaleToTrackCustomMetric('Connections', {
    ...cooldownProps(scaling),
    metric: createEmfMetric(contract, 'LiveConnections', 'web', period),
    targetValue: scaling.liveConnectionsPerTask,
  });
  taskCount.scaleOnCpuUtilization('Cpu', {
    ...cooldownProps(scaling),
    targetUtilizationPercent: scaling.cpuPercent,
  });
}

/** Workers scale by waiting and running debates. */
export function scaleWorker(
  service: ecs.FargateService,
  contract: Pick<Contract, 'profile' | 'deployment'>,
): void {
  const { worker, scaling, alarms } = contract.deployment;
  const period = Duration.millis(alarms.periodMs);
  const taskCount = service.autoScaleTaskCount({
    minCapacity: worker.tasksMin,
    maxCapacity: worker.tasksMax,
  });
  taskCount.scaleToTrackCustomMetric('Backlog', {
    ...cooldownProps(scaling),
    metric: createEmfMetric(contract, 'BacklogPerWorker', 'worker', period),
    targetValue: scaling.backlogPerWorker,
  });
  taskCount.scaleToTrackCustomMetric('Utilisation', {
    ...cooldownProps(scaling),
    metric: createEmfMetric(contract, 'WorkerUtilisation', 'worker', period),
    targetValue: scaling.workerUtilisationPercent,
  });
}
