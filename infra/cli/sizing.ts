import { processesPerTask } from '../../app/contract/derived.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { unitCosts } from '../capacity/unit-costs.ts';
import { formatColumns, formatParagraph, indentText } from '../shared/format.ts';

/** `explain sizing`: how many processes, how much memory, how many debates, with the numbers of a profile. */
export function formatSizing(contract: Contract): string {
  return [
    `Sizing, with the numbers of the profile ${contract.profile}`,
    '',
    'Web processes of one machine or task (WORKERS)',
    indentText(
      formatColumns([
        ['1', 'less than two CPUs, or the embedded database, which serves one process'],
        [
          'cpu',
          'WORKERS=0. The rule: a process uses one CPU, and waits for databases and models without one',
        ],
        ['2·cpu', 'only if the event loop lags (rostrum_event_loop_lag_seconds) while CPUs are idle'],
        ['2·cpu+1', 'the rule of servers whose processes block while they wait; needless here'],
      ]),
    ),
    formatParagraph(
      'Measured: two processes answer 1.7 times as many short requests as one, and 1.2 times as many that read the ' +
        'database; each request costs 5 to 20 % more CPU; the supervisor takes less than 1 % of one.',
    ),
    formatParagraph(
      `A task of this profile has ${processesPerTask(contract)} for ${contract.deployment.web.cpuUnits / 1024} CPU ` +
        '(deployment.web.cpuUnits).',
    ),
    ...memoryLines(contract),
    ...workerLines(contract),
    ...connectionLines(contract),
  ].join('\n');
}

const processMB = unitCosts.processMB.value;
const mappedMB = unitCosts.processWithSourceMapsMB.value;
const viewerKB = unitCosts.viewerKB.value;
const debateMB = unitCosts.debateMB.value;

const memoryLines = ({ live, deployment }: Contract): string[] => [
  '',
  'Memory of a web process',
  formatParagraph(
    `${processMB} MB (${mappedMB} MB with --enable-source-maps, as in npm start and the image), ${viewerKB} KB a ` +
      `viewer, and twice the uploads in progress. With live.viewersMax (${live.viewersMax}) viewers that is ` +
      `${mappedMB + Math.ceil((live.viewersMax * viewerKB) / 1000)} MB; a task has ${deployment.web.memoryMiB} MiB.`,
  ),
];

const workerLines = ({ work, deployment }: Contract): string[] => [
  '',
  'Workers',
  formatParagraph(
    'Debates wait for models, so memory and database connections limit a worker, not its CPU. ' +
      `Processes = debates that run at the same time / ${work.debatesPerWorker} (work.debatesPerWorker, ` +
      'DEBATES_PER_WORKER), and one more, so that one may fail.',
  ),
  formatParagraph(
    `Memory of a worker process: ${mappedMB} MB, and for each debate ${debateMB} MB and twice its documents: ` +
      `${work.debatesPerWorker} debates with 2 MB of documents each take ` +
      `${mappedMB + work.debatesPerWorker * (debateMB + 4)} MB; a task has ${deployment.worker.memoryMiB} MiB.`,
  ),
];

const connectionLines = ({ database, work }: Contract): string[] => [
  '',
  'Database connections',
  formatParagraph(
    `Each process has up to ${database.poolMax} (database.poolMax); one serves ` +
      `${work.debatesPerConnectionMax} debates. The start fits the pools of WORKERS processes into what PostgreSQL ` +
      'accepts; for programs that share a server, DATABASE_CONNECTIONS is the share of each.',
  ),
];
