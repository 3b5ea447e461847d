import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunningProgram } from '../../../support/processes/program.ts';
import { until } from '../../../support/until.ts';
import type { Experiment, Observation } from '../../experiment.ts';
import { sendRequest } from '../../http-request.ts';
import { pauseProcess } from '../../pause-process.ts';
import type { TestBed } from '../../test-bed.ts';

const processes = 2;

/** Several processes under their supervisor, all of which serve. */
export async function startSupervised(testBed: TestBed, count = processes): Promise<RunningProgram> {
  const program = await testBed.start({ WORKERS: `${count}` });
  await until(
    () => (program.output().match(/process ready/g) ?? []).length >= count,
    'all processes to be ready',
    { last: () => program.output(), timeoutMs: 120_000 },
  );
  return program;
}

function childPids({ child: { pid } }: RunningProgram): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

/** Each of them is busy for a moment, in which it says nothing. */
async function pauseEach(testBed: TestBed): Promise<Observation> {
  const program = await startSupervised(testBed);
  const pids = childPids(program);
  const { heartbeatMs } = testBed.contract.supervisor;
  for (const pid of pids.slice(0, processes)) {
    if (!childPids(program).includes(pid)) continue;
    const resume = pauseProcess(testBed, pid);
    await pause(missedHeartbeats * heartbeatMs);
    resume();
    await pause(2 * heartbeatMs);
  }
  const remaining = childPids(program);
  const killed = pids.filter((pid) => !remaining.includes(pid));
  return { total: processes, failures: killed.map(() => 'a healthy process is killed') };
}

/** Beats that a busy moment lasts: more than two, as the relation says, and fewer than the silence that counts. */
const missedHeartbeats = 4;
const scrapes = 3;

/** Asks one of the processes for the metrics of all while another one, or their supervisor, stands still. */
const scrapeWhilePaused =
  (paused: 'a neighbour' | 'the supervisor') =>
  async (testBed: TestBed): Promise<Observation> => {
    const program = await startSupervised(testBed);
    const { readiness } = testBed.contract.probes;
    const agents = await Promise.all(
      childPids(program).map(async () => new Agent({ keepAlive: true, maxSockets: 1 })),
    );
    testBed.onCleanup(() => agents.forEach((agent) => void agent.destroy()));
    // Connections go round: each process has one before anything stands still.
    for (const agent of agents) await sendRequest(`${program.url}/healthz`, { agent });
    const [neighbour = 0] = childPids(program);
    pauseProcess(testBed, paused === 'a neighbour' ? neighbour : (program.child.pid ?? 0));
    const probes = await Promise.all(
      agents.map((agent) => sendRequest(`${program.url}/healthz`, { agent, timeoutMs: readiness.timeoutMs })),
    );
    const agent = agents[probes.findIndex(({ status }) => status === 200)];
    if (!agent) throw new Error('no process answers');
    const failures: string[] = [];
    for (let done = 0; done < scrapes; done += 1) {
      const { status, body } = await sendRequest(`${program.url}/metrics`, { agent });
      if (status !== 200) failures.push(`${status}`);
      else if (paused === 'a neighbour' && !body.includes('rostrum_processes_ready'))
        failures.push('one process alone');
    }
    return { total: scrapes, failures };
  };

export const supervisorExperiments: readonly Experiment[] = [
  {
    id: 'hang-timeout-covers-heartbeats',
    predictedFailure: 'a healthy process that is killed in a busy moment',
    failurePattern: /^a healthy process is killed$/,
    factor: 5,
    mutate: ({ supervisor }) => ({ supervisor: { heartbeatTimeoutMs: supervisor.heartbeatMs * 1.5 } }),
    run: pauseEach,
  },
  {
    id: 'process-metrics-within-collection',
    predictedFailure: 'the metrics of all that one stalled process takes away',
    failurePattern: /^one process alone$/,
    factor: 5,
    // The stalled process is still there to the end.
    commonOverrides: { supervisor: { heartbeatTimeoutMs: 5900 }, probes: { liveness: { failures: 4 } } },
    mutate: ({ supervisor }) => ({ supervisor: { metricsTimeoutMs: supervisor.collectTimeoutMs * 1.3 } }),
    run: scrapeWhilePaused('a neighbour'),
  },
  {
    id: 'collect-within-deadline',
    predictedFailure: 'a scrape that is answered 504',
    failurePattern: /^504$/,
    factor: 5,
    mutate: ({ classes }) => ({ supervisor: { collectTimeoutMs: (classes.internal.deadlineMs ?? 0) * 1.2 } }),
    run: scrapeWhilePaused('the supervisor'),
  },
];
