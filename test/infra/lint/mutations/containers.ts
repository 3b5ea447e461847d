import type { Mutation } from './mutation.ts';
import { container, same, web, webTask, workerTask } from './places.ts';

/** What a task is started with, how it is asked whether it lives, and how it stops. */
export const containers: readonly Mutation[] = [
  {
    name: 'stop timeout 300 s on Fargate',
    of: webTask,
    at: container('StopTimeout'),
    to: 300,
    finds: ['deregistration-within-scale-in-cooldown', 'stop-allowed', same],
  },
  {
    name: 'stop timeout left to its default of 30 s',
    of: webTask,
    at: container('StopTimeout'),
    to: undefined,
    finds: ['drain-within-stop', same],
  },
  {
    name: 'a worker has less time to stop than to drain',
    of: workerTask,
    at: container('StopTimeout'),
    to: 20,
    finds: ['drain-within-stop', same],
  },
  {
    name: 'container check gives up after its interval',
    of: webTask,
    at: container('HealthCheck', 'Timeout'),
    to: 15,
    finds: ['container-check-timeout-within-interval', same],
  },
  {
    name: 'ECS kills before the balancer has noticed',
    of: webTask,
    at: container('HealthCheck', 'Interval'),
    to: 10,
    finds: ['balancer-check-fails-first', same],
  },
  {
    name: 'container check counts from the first second',
    of: webTask,
    at: container('HealthCheck', 'StartPeriod'),
    to: undefined,
    finds: ['start-covers-boot', same],
  },
  {
    name: 'a thousand open files',
    of: webTask,
    at: container('Ulimits', 0, 'SoftLimit'),
    to: 1024,
    finds: ['files-within-limit', same],
  },
  {
    name: 'a container that is restarted after 10 s',
    of: webTask,
    at: container('RestartPolicy'),
    to: { Enabled: true, RestartAttemptPeriod: 10 },
    finds: ['restart-in-range'],
  },
  {
    name: '256 units with 8192 MiB',
    of: workerTask,
    at: ['Memory'],
    to: '8192',
    finds: [same, 'worker-memory-maximum'],
  },
  {
    name: 'a heap as large as the task',
    of: webTask,
    at: container('Command'),
    to: ['node', '--max-old-space-size=1024', '/app/rostrum.mjs'],
    finds: [same, 'web-heap-within-memory'],
  },
  {
    name: 'no init, and npm starts the program',
    of: webTask,
    at: ['ContainerDefinitions', 0],
    to: (before: object) => ({ ...before, EntryPoint: ['npm', 'start'], LinuxParameters: {} }),
    finds: ['program-has-the-signal'],
  },
  {
    name: 'another state of the contract',
    of: webTask,
    at: container('Environment', 4, 'Value'),
    to: '0000',
    finds: ['contract-is-the-deployed-one'],
  },
  {
    name: 'the balancer sends to a port that is not there',
    of: web,
    at: ['LoadBalancers', 0, 'ContainerPort'],
    to: 3000,
    finds: ['container-port-mapped'],
  },
];
