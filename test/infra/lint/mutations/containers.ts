import type { Mutation } from './mutation.ts';
import { container, contractMismatch, web, webTask, workerTask } from './targets.ts';

/** Start, health checks and stop of a task. */
export const containers: readonly Mutation[] = [
  {
    name: 'stop timeout 300 s on Fargate',
    resource: webTask,
    path: container('StopTimeout'),
    value: 300,
    findings: ['deregistration-within-scale-in-cooldown', 'stop-allowed', contractMismatch],
  },
  {
    name: 'stop timeout left to its default of 30 s',
    resource: webTask,
    path: container('StopTimeout'),
    value: undefined,
    findings: ['drain-within-stop', contractMismatch],
  },
  {
    name: 'a worker stop timeout below its drain',
    resource: workerTask,
    path: container('StopTimeout'),
    value: 20,
    findings: ['drain-within-stop', contractMismatch],
  },
  {
    name: 'container check timeout equal to its interval',
    resource: webTask,
    path: container('HealthCheck', 'Timeout'),
    value: 15,
    findings: ['container-check-timeout-within-interval', contractMismatch],
  },
  {
    name: 'ECS kills the container before the balancer check fails',
    resource: webTask,
    path: container('HealthCheck', 'Interval'),
    value: 10,
    findings: ['balancer-check-fails-first', contractMismatch],
  },
  {
    name: 'no start period for the container check',
    resource: webTask,
    path: container('HealthCheck', 'StartPeriod'),
    value: undefined,
    findings: ['start-covers-boot', contractMismatch],
  },
  {
    name: 'a thousand open files',
    resource: webTask,
    path: container('Ulimits', 0, 'SoftLimit'),
    value: 1024,
    findings: ['files-within-limit', contractMismatch],
  },
  {
    name: 'a restart attempt period of 10 s',
    resource: webTask,
    path: container('RestartPolicy'),
    value: { Enabled: true, RestartAttemptPeriod: 10 },
    findings: ['restart-in-range'],
  },
  {
    name: '256 units with 8192 MiB',
    resource: workerTask,
    path: ['Memory'],
    value: '8192',
    findings: [contractMismatch, 'worker-memory-maximum'],
  },
  {
    name: 'a heap as large as the task',
    resource: webTask,
    path: container('Command'),
    value: ['node', '--max-old-space-size=1024', '/app/rostrum.mjs'],
    findings: [contractMismatch, 'web-heap-within-memory'],
  },
  {
    name: 'no init, and npm starts the program',
    resource: webTask,
    path: ['ContainerDefinitions', 0],
    value: (before: object) => ({ ...before, EntryPoint: ['npm', 'start'], LinuxParameters: {} }),
    findings: ['program-has-the-signal'],
  },
  {
    name: 'another contract hash',
    resource: webTask,
    path: container('Environment', 5, 'Value'),
    value: '0000',
    findings: ['contract-is-the-deployed-one'],
  },
  {
    name: 'the balancer targets an unmapped port',
    resource: web,
    path: ['LoadBalancers', 0, 'ContainerPort'],
    value: 3000,
    findings: ['container-port-mapped'],
  },
];
