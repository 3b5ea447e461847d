import type { Expression } from './expression.ts';
import type { Invariant } from './invariant.ts';

/** Tasks at the worst moment: a deployment beside the largest load. */
const webTasksPeak: Expression = { product: ['deployment.web.tasksMax', 2] };
const workerTasksPeak: Expression = {
  ceil: { quotient: [{ product: ['deployment.worker.tasksMax', 'deployment.worker.maximumPercent'] }, 100] },
};

const heapWithinMemory = (service: 'web' | 'worker'): Invariant => ({
  id: `${service}-heap-within-memory`,
  summary: `The heaps of a ${service} task leave a quarter of its memory to buffers, stacks and the program itself`,
  rationale:
    'tasks that are killed for lack of memory (137), with no drain, where a collection would have done',
  source:
    'Node, --max-old-space-size is the old generation only; AWS, ECS kills a task that passes its memory',
  reproduction: `Set deployment.${service}.heapMiB to the memory of the task and let many debates with documents run.`,
  left: `deployment.${service}.heapMiB`,
  relation: '≤',
  right: { product: [`deployment.${service}.memoryMiB`, 0.75] },
  unit: 'MiB',
});

const memoryMinimum = (service: 'web' | 'worker'): Invariant => ({
  id: `${service}-memory-minimum`,
  summary: `Fargate sells that much memory to the CPUs of a ${service} task, no less`,
  rationale: 'a deployment that is refused by AWS',
  source: 'AWS, Fargate task sizes: from 2 GiB a CPU to 8, or to 7.5 from 4 CPUs on',
  reproduction: 'Deploy 1024 units with 1024 MiB.',
  left: `deployment.${service}.memoryMiB`,
  relation: '≥',
  right: { product: [`deployment.${service}.cpuUnits`, 2] },
  unit: 'MiB',
});

const memoryMaximum = (service: 'web' | 'worker'): Invariant => ({
  id: `${service}-memory-maximum`,
  summary: `Fargate sells that much memory to the CPUs of a ${service} task, no more`,
  rationale: 'a deployment that is refused by AWS',
  source: 'AWS, Fargate task sizes: from 2 GiB a CPU to 8, or to 7.5 from 4 CPUs on',
  reproduction: 'Deploy 256 units with 8192 MiB.',
  left: `deployment.${service}.memoryMiB`,
  relation: '≤',
  right: { product: [`deployment.${service}.cpuUnits`, 7.5] },
  unit: 'MiB',
});

/** What there is enough of only because somebody has counted: connections, addresses, files, memory. */
export const capacityInvariants: readonly Invariant[] = [
  {
    id: 'connections-within-database',
    summary: 'All tasks at the worst moment of a deployment leave a tenth of the database’s connections free',
    rationale: '"too many clients" exactly during a deployment under load',
    source: 'PostgreSQL, max_connections; our own count: web twice for blue and green, three for people',
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
        { value: 3, label: 'people' },
      ],
    },
    relation: '≤',
    right: { product: ['deployment.database.connectionsMax', 0.9] },
    unit: 'connections',
  },
  {
    id: 'pausing-database-not-polled',
    summary: 'A database that may pause is asked for less often than that, by whoever asks it unbidden',
    rationale:
      'a database that never pauses although the bill was made with that, or first requests that fail',
    source:
      'AWS, Aurora Serverless v2 pauses after 5 minutes at least with no connection; ours stay open for a while ' +
      '(database.statementMs), and workers, what is measured, and readiness ask every few seconds',
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
    summary:
      'Viewers, requests with the connections they make, and pools leave a fifth of the open files free',
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
    summary: 'Tasks are added when seven of ten places for viewers are taken',
    rationale: 'viewers that are refused while the next task is starting',
    source: 'Our own rule; a task starts in half a minute, and an audience comes at once',
    reproduction:
      'Set deployment.scaling.liveConnectionsPerTask to live.viewersMax and let an audience come.',
    left: 'deployment.scaling.liveConnectionsPerTask',
    relation: '≤',
    right: { product: ['live.viewersMax', 'node.processesPerTask', 0.7] },
    unit: 'connections',
  },
  {
    id: 'worker-scaling-before-alarm',
    summary: 'Workers are added before the alarm says that they are all busy',
    rationale: 'people who are woken for what scaling does by itself a minute later',
    source: 'Our own rule',
    reproduction: 'Set deployment.alarms.workerUtilisationPercentMax to 70 and put many questions.',
    left: 'deployment.scaling.workerUtilisationPercent',
    relation: '<',
    right: 'deployment.alarms.workerUtilisationPercentMax',
    unit: '%',
  },
  {
    id: 'backlog-clears-before-alarm',
    summary:
      'What may wait for a worker before another is started is begun before the alarm of the backlog rings',
    rationale:
      'debates that wait while workers look idle: they wait for models, so that their CPUs say nothing',
    source: 'Our own rule: wait = waiting debates × their length / those that run at once',
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
  heapWithinMemory('web'),
  heapWithinMemory('worker'),
  memoryMinimum('web'),
  memoryMinimum('worker'),
  memoryMaximum('web'),
  memoryMaximum('worker'),
  {
    id: 'addresses-cover-deployment',
    summary: 'One subnet has addresses for all tasks of a deployment, and for the balancer',
    rationale: 'RESOURCE:ENI in the middle of a deployment, above all when one zone has failed',
    source: 'AWS, ECS awsvpc: an address each task; a balancer wants eight free ones',
    reproduction: 'Deploy twenty tasks into a /28.',
    left: { sum: [webTasksPeak, workerTasksPeak, { value: 8, label: 'the balancer' }] },
    relation: '≤',
    right: 'deployment.network.addressesPerSubnet',
    unit: 'addresses',
  },
];
