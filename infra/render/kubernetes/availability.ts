import type { Contract } from '../../../app/contract/types/contract.ts';
import type { ServiceSettings } from '../../../app/contract/types/deployment.ts';
import type { RecordingRuleName } from '../prometheus/rules.ts';
import { createObject, type Manifest, roleLabels } from './metadata.ts';

/** Disruption budgets and autoscalers. */
export function createAvailability(contract: Contract): Manifest[] {
  const { web, worker, scaling } = contract.deployment;
  const cpu = {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: scaling.cpuPercent } },
  };
  const running = Math.floor((contract.work.debatesPerWorker * scaling.workerUtilisationPercent) / 100);
  return [
    disruptionBudget('web'),
    disruptionBudget('worker'),
    autoscaler(contract, 'web', web, [
      cpu,
      podsMetric('rostrum_http_requests_per_second', scaling.requestsPerSecondPerTask),
      podsMetric('rostrum_live_connections', scaling.liveConnectionsPerTask),
    ]),
    autoscaler(contract, 'worker', worker, [
      podsMetric('rostrum_debates_running', running),
      recordedMetric('rostrum:backlog_per_worker', scaling.backlogPerWorker),
    ]),
  ];
}

const disruptionBudget = (role: string): Manifest =>
  createObject('policy/v1', 'PodDisruptionBudget', `rostrum-${role}`, role, {
    maxUnavailable: 1,
    selector: { matchLabels: roleLabels(role) },
  });

const podsMetric = (metric: string, average: number) => ({
  type: 'Pods',
  pods: { metric: { name: metric }, target: { type: 'AverageValue', averageValue: String(average) } },
});

const recordedMetric = (metric: RecordingRuleName, value: number) => ({
  type: 'External',
  external: { metric: { name: metric }, target: { type: 'Value', value: String(value) } },
});

function autoscaler(
  { deployment: { scaling } }: Contract,
  role: string,
  { tasksMin, tasksMax }: ServiceSettings,
  metrics: readonly object[],
): Manifest {
  return createObject('autoscaling/v2', 'HorizontalPodAutoscaler', `rostrum-${role}`, role, {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: `rostrum-${role}` },
    minReplicas: tasksMin,
    maxReplicas: tasksMax,
    metrics,
    behavior: {
      scaleUp: { stabilizationWindowSeconds: scaling.outCooldownMs / 1000 },
      scaleDown: { stabilizationWindowSeconds: scaling.inCooldownMs / 1000 },
    },
  });
}
