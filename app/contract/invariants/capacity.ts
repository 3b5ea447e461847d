import type { Expression } from './expression.ts';
import type { Invariant } from './invariant.ts';

/** Tasks in the worst case: a deployment under peak load. */
const webTasksPeak: Expression = { product: ['deployment.web.tasksMax', 2] };
const workerTasksPeak: Expression = {
  ceil: { quotient: [{ product: ['deployment.worker.tasksMax', 'deployment.worker.maximumPercent'] }, 100] },
};

/** Finite resources: connections, open files, addresses. */
export const capacityInvariants: readonly Invariant[] = [
  {
    id: 'connections-within-database',
    summary: 'All tasks during a deployment at peak load leave a tenth of the database’s connections free',
    rationale: '"too many clients" during a deployment under load',
    source: 'PostgreSQL, max_connections; our own count: web twice for blue and green, three for operators',
    reproduction: 'Set deployment.web.tasksMax to 80, let all of them start, and deploy.',
    left: {
      sum: [
        { product: [webTasksPeak, 'node.processesPerTask', 'database.poolMax'] },
        { product: [workerTasksPeak, 'database.poolMax'] },
        {
          product: [
            'deployment.function.enabled',
            'deployment.function.concurrencyMax',
            'deployment.function.poolMax',
          ],
        },
        { value: 1, label: 'the migration' },
        { value: 3, label: 'operators' },
      ],
    },
    relation: '≤',
    right: { product: ['deployment.database.connectionsMax', 0.9] },
    unit: 'connections',
  },
  {
    id: 'one-web-task-without-cache',
    summary: 'Without a cache there is one web task',
    rationale: 'live text that only some viewers see, and rate limits that each task counts for itself',
    source: 'Our own rule: without Redis or Valkey the bus and the rate limits are those of one process',
    reproduction:
      'Set deployment.cache.enabled to false with two web tasks, and watch a debate through both.',
    left: { product: ['deployment.web.tasksMax', 'node.processesPerTask'] },
    relation: '≤',
    right: 'bus.webTasksMax',
    unit: 'tasks',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'pausing-database-not-polled',
    summary: 'A database that may pause is polled less often than its pause delay',
    rationale:
      'a database that never pauses although the cost estimate assumes it, or first requests that fail',
    source:
      'AWS, Aurora Serverless v2 pauses after at least 5 minutes without a connection; ours stay open for a while ' +
      '(database.statementMs), and workers, measurements and readiness checks query it every few seconds',
    reproduction:
      'Set deployment.database.pauseMs and watch the capacity: it never becomes 0 while a task runs.',
    left: {
      min: [
        'work.claimIntervalMs',
        'work.renewIntervalMs',
        'work.cleanupIntervalMs',
        'measures.sampleIntervalMs',
        'deployment.balancer.health.intervalMs',
      ],
    },
    relation: '>',
    right: { sum: ['deployment.database.pauseMs', 'database.statementMs'] },
    unit: 'ms',
    when: 'deployment.database.pauseMs',
  },
  {
    id: 'files-within-limit',
    summary: 'Viewers, requests with their connections, and pools leave a fifth of the open files free',
    rationale: 'EMFILE: connections that are neither accepted nor refused',
    source: 'AWS, ECS ulimits: 65535 on Fargate, 1024 in many images',
    reproduction: 'Set deployment.container.openFilesMax to 1024 and open two thousand streams.',
    left: {
      product: [
        { sum: ['live.viewersMax', { product: ['http.requestsMax', 2] }, 'database.poolMax'] },
        'node.processesPerTask',
      ],
    },
    relation: '≤',
    right: { product: ['deployment.container.openFilesMax', 0.8] },
    unit: 'files',
  },
  {
    id: 'scaling-before-full',
    summary: 'Tasks are added when seven tenths of the viewer capacity are used',
    rationale: 'viewers that are refused while the next task is starting',
    source: 'Our own rule; a task starts in half a minute, and an audience arrives at once',
    reproduction:
      'Set deployment.scaling.liveConnectionsPerTask to live.viewersMax and let an audience arrive.',
    left: 'deployment.scaling.liveConnectionsPerTask',
    relation: '≤',
    right: { product: ['live.viewersMax', 'node.processesPerTask', 0.7] },
    unit: 'connections',
  },
  {
    id: 'worker-scaling-before-alarm',
    summary: 'Workers are added before the utilisation alarm goes off',
    rationale: 'a page at night for what scaling resolves by itself a minute later',
    source: 'Our own rule',
    reproduction: 'Set deployment.alarms.workerUtilisationPercentMax to 70 and put many questions.',
    left: 'deployment.scaling.workerUtilisationPercent',
    relation: '<',
    right: 'deployment.alarms.workerUtilisationPercentMax',
    unit: '%',
  },
  {
    id: 'backlog-clears-before-alarm',
    summary: 'The backlog that a worker may have before scaling out starts before the backlog alarm goes off',
    rationale:
      'debates that wait while workers look idle: they wait for models, so CPU utilisation shows nothing',
    source: 'Our own rule: wait = waiting debates × their duration / debates that run at a time',
    reproduction: 'Set deployment.scaling.backlogPerWorker to 50 and put 70 questions to one worker.',
    left: {
      quotient: [
        { product: ['deployment.scaling.backlogPerWorker', 'deployment.scaling.debateMsTypical'] },
        'work.debatesPerWorker',
      ],
    },
    relation: '≤',
    right: 'deployment.alarms.backlogAgeMsMax',
    unit: 'ms',
  },
  {
    id: 'addresses-cover-deployment',
    summary: 'One subnet has addresses for all tasks of a deployment and for the load balancer',
    rationale: 'RESOURCE:ENI in the middle of a deployment, especially when one zone has failed',
    source: 'AWS, ECS awsvpc: one address per task; a load balancer needs eight free ones',
    reproduction: 'Deploy twenty tasks into a /28.',
    left: { sum: [webTasksPeak, workerTasksPeak, { value: 8, label: 'the load balancer' }] },
    relation: '≤',
    right: 'deployment.network.addressesPerSubnet',
    unit: 'addresses',
  },
];
