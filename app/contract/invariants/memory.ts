import type { Expression } from './expression.ts';
import type { Invariant } from './invariant.ts';

const inMiB = (bytes: Expression): Expression => ({ quotient: [bytes, 1024 * 1024] });

const heapWithinMemory = (service: 'web' | 'worker'): Invariant => ({
  id: `${service}-heap-within-memory`,
  summary: `The heaps of a ${service} task leave a quarter of its memory for buffers, stacks and code`,
  rationale:
    'tasks that are killed for lack of memory (137), without a drain, where garbage collection would have been enough',
  source:
    'Node, --max-old-space-size is the old generation only; AWS, ECS kills a task that passes its memory',
  reproduction: `Set deployment.${service}.heapMiB to the memory of the task and let many debates with documents run.`,
  left: `deployment.${service}.heapMiB`,
  relation: '≤',
  right: { product: [`deployment.${service}.memoryMiB`, 0.75] },
  unit: 'MiB',
});

const memoryLimit = (
  service: 'web' | 'worker',
  bound: 'minimum' | 'maximum',
  relation: '≥' | '≤',
  perCpuUnit: number,
  reproduction: string,
): Invariant => ({
  id: `${service}-memory-${bound}`,
  summary:
    `The memory of a ${service} task is at ${relation === '≥' ? 'least' : 'most'} ` +
    `Fargate’s ${bound} for its CPUs`,
  rationale: 'a deployment that is refused by AWS',
  source: 'AWS, Fargate task sizes: from 2 GiB a CPU to 8, or to 7.5 from 4 CPUs on',
  reproduction,
  left: `deployment.${service}.memoryMiB`,
  relation,
  right: { product: [`deployment.${service}.cpuUnits`, perCpuUnit] },
  unit: 'MiB',
});

const memoryMinimum = (service: 'web' | 'worker'): Invariant =>
  memoryLimit(service, 'minimum', '≥', 2, 'Deploy 1024 units with 1024 MiB.');

const memoryMaximum = (service: 'web' | 'worker'): Invariant =>
  memoryLimit(service, 'maximum', '≤', 7.5, 'Deploy 256 units with 8192 MiB.');

/** The memory of tasks, and what takes it. */
export const memoryInvariants: readonly Invariant[] = [
  heapWithinMemory('web'),
  heapWithinMemory('worker'),
  memoryMinimum('web'),
  memoryMinimum('worker'),
  memoryMaximum('web'),
  memoryMaximum('worker'),
  {
    id: 'uploads-within-memory',
    summary: 'A web task has memory for all bodies that its processes accept at a time, and to read files',
    rationale:
      'a task that is killed for lack of memory, with all its viewers, by a few large uploads at once',
    source:
      'Measured: a process takes 200 MiB, and a body up to five times its size until it is stored; files are read ' +
      'one at a time',
    reproduction: 'Set http.bodiesBytesMax to 500 MiB and upload 40 MB of documents twelve times at once.',
    left: {
      product: [
        {
          sum: [
            { value: 200, label: 'a process' },
            { product: [inMiB('http.bodiesBytesMax'), { value: 5, label: 'copies of a body' }] },
            'files.heapMiB',
            'files.buffersMiB',
          ],
        },
        'node.processesPerTask',
      ],
    },
    relation: '≤',
    right: 'deployment.web.memoryMiB',
    unit: 'MiB',
  },
  {
    id: 'largest-body-accepted',
    summary: 'A process that handles no other body accepts the largest one that a route allows',
    rationale: 'an upload within the documented limit that is refused for ever',
    source: 'Our own rule',
    reproduction: 'Set http.bodiesBytesMax to 10 MiB and upload 20 MB of documents.',
    left: 'classes.api.bodyBytesMax',
    relation: '≤',
    right: 'http.bodiesBytesMax',
    unit: 'bytes',
  },
  {
    id: 'inflated-within-buffers',
    summary: 'The thread that reads a file has memory for its content, inflated',
    rationale: 'files within their limit that are refused because reading them takes too much memory',
    source: 'Our own rule',
    reproduction: 'Set files.inflatedBytesMax to 200 MiB and upload a docx file with as much text.',
    left: 'files.inflatedBytesMax',
    relation: '≤',
    right: { product: ['files.buffersMiB', 1024 * 1024] },
    unit: 'bytes',
  },
  {
    id: 'largest-file-accepted',
    summary: 'A body has room for the largest file that is allowed, as base64',
    rationale: 'a file within the documented limit that the page and the command line cannot send',
    source: 'Our own rule; base64 takes four characters for three bytes, and a body has other members',
    reproduction: 'Set files.bytesMax to 48 MiB and ask with a PDF file of 40 MiB as evidence.',
    left: { product: ['files.bytesMax', { quotient: [4, 3] }] },
    relation: '<',
    right: 'classes.api.bodyBytesMax',
    unit: 'bytes',
  },
  {
    id: 'debates-within-memory',
    summary: 'A worker task has memory for all debates that it runs at a time, with their documents',
    rationale: 'a worker that is killed for lack of memory, with the paid turns of all its debates',
    source: 'Measured: a process takes 250 MiB, a debate 1 MiB, and a document up to four times its size',
    reproduction: 'Set work.evidenceBytesMax to 1 GiB and run twenty debates with 40 MB of documents each.',
    left: {
      sum: [
        { value: 250, label: 'a process' },
        'work.debatesPerWorker',
        { product: [inMiB('work.evidenceBytesMax'), { value: 4, label: 'copies of a document' }] },
      ],
    },
    relation: '≤',
    right: 'deployment.worker.memoryMiB',
    unit: 'MiB',
  },
  {
    id: 'largest-evidence-claimed',
    summary: 'A worker can claim a debate with the most evidence that is allowed',
    rationale: 'a debate that takes a worker past its memory',
    source: 'Our own rule',
    reproduction: 'Set work.evidenceBytesMax to 10 MiB and create a debate with 40 MB of documents.',
    left: { product: ['limits.documentsMax', 'limits.documentBytesMax'] },
    relation: '≤',
    right: 'work.evidenceBytesMax',
    unit: 'bytes',
  },
];
