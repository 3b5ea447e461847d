import type { Contract } from '../../../app/contract/contract.ts';
import type { Service } from '../../../app/contract/deployment.ts';
import type { Recorded } from '../prometheus/rules.ts';
import { labelsOf, type Manifest, named } from './names.ts';

/** What keeps it running while nodes come and go, and as large as it must be. */
export function care(contract: Contract): Manifest[] {
  const { web, worker, scaling } = contract.deployment;
  const cpu = {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: scaling.cpuPercent } },
  };
  const running = Math.floor((contract.work.debatesPerWorker * scaling.workerUtilisationPercent) / 100);
  return [
    disruption('web'),
    disruption('worker'),
    // Metrics of pods need an adapter for Prometheus in the cluster; without one, the web pods scale by CPU alone.
    autoscaler(contract, 'web', web, [
      cpu,
      ofPods('rostrum_live_connections', scaling.liveConnectionsPerTask),
    ]),
    autoscaler(contract, 'worker', worker, [
      ofPods('rostrum_debates_running', running),
      recordedAs('rostrum:backlog_per_worker', scaling.backlogPerWorker),
    ]),
  ];
}

const disruption = (role: string): Manifest =>
  named('policy/v1', 'PodDisruptionBudget', `rostrum-${role}`, role, {
    maxUnavailable: 1,
    selector: { matchLabels: labelsOf(role) },
  });

const ofPods = (metric: string, average: number) => ({
  type: 'Pods',
  pods: { metric: { name: metric }, target: { type: 'AverageValue', averageValue: String(average) } },
});

const recordedAs = (metric: Recorded, value: number) => ({
  type: 'External',
  external: { metric: { name: metric }, target: { type: 'Value', value: String(value) } },
});

function autoscaler(
  { deployment: { scaling } }: Contract,
  role: string,
  { tasksMin, tasksMax }: Service,
  metrics: readonly object[],
): Manifest {
  return named('autoscaling/v2', 'HorizontalPodAutoscaler', `rostrum-${role}`, role, {
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
