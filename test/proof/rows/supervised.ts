import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Program } from '../../support/program.ts';
import { until } from '../../support/until.ts';
import { ask } from '../asking.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';
import { stall } from '../still.ts';

const processes = 2;

/** Several processes under their supervisor, all of which serve. */
export async function startSupervised(stage: Stage, count = processes): Promise<Program> {
  const program = await stage.start({ WORKERS: `${count}` });
  await until(() => (program.output().match(/process ready/g) ?? []).length >= count);
  return program;
}

function childrenOf({ child: { pid } }: Program): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

/** Each of them is busy for a moment, in which it says nothing. */
async function stallEach(stage: Stage): Promise<Seen> {
  const program = await startSupervised(stage);
  const pids = childrenOf(program);
  const { beatMs } = stage.contract.supervisor;
  for (const pid of pids.slice(0, processes)) {
    if (!childrenOf(program).includes(pid)) continue;
    const wake = stall(stage, pid);
    await pause(missed * beatMs);
    wake();
    await pause(2 * beatMs);
  }
  const left = childrenOf(program);
  const killed = pids.filter((pid) => !left.includes(pid));
  return { of: processes, failures: killed.map(() => 'a healthy process is killed') };
}

/** Beats that a busy moment lasts: more than two, as the relation says, and fewer than the silence that counts. */
const missed = 4;
const scrapes = 3;

/** Asks one of the processes for the metrics of all while another one, or their supervisor, stands still. */
const scrapeBeside =
  (who: 'a neighbour' | 'the supervisor') =>
  async (stage: Stage): Promise<Seen> => {
    const program = await startSupervised(stage);
    const { readiness } = stage.contract.probes;
    const agents = await Promise.all(
      childrenOf(program).map(async () => new Agent({ keepAlive: true, maxSockets: 1 })),
    );
    stage.after(() => agents.forEach((agent) => void agent.destroy()));
    // Connections go round: each process has one before anything stands still.
    for (const agent of agents) await ask(`${program.url}/healthz`, { agent });
    const [neighbour = 0] = childrenOf(program);
    stall(stage, who === 'a neighbour' ? neighbour : (program.child.pid ?? 0));
    const lives = await Promise.all(
      agents.map((agent) => ask(`${program.url}/healthz`, { agent, timeoutMs: readiness.timeoutMs })),
    );
    const agent = agents[lives.findIndex(({ status }) => status === 200)];
    if (!agent) throw new Error('no process answers');
    const failures: string[] = [];
    for (let done = 0; done < scrapes; done += 1) {
      const { status, body } = await ask(`${program.url}/metrics`, { agent });
      if (status !== 200) failures.push(`${status}`);
      else if (who === 'a neighbour' && !body.includes('rostrum_processes_ready'))
        failures.push('one process alone');
    }
    return { of: scrapes, failures };
  };

export const supervised: readonly Row[] = [
  {
    id: 'hung-covers-beats',
    predicts: 'a healthy process that is killed in a busy moment',
    expected: /^a healthy process is killed$/,
    factor: 5,
    breaks: ({ supervisor }) => ({ supervisor: { hungMs: supervisor.beatMs * 1.5 } }),
    run: stallEach,
  },
  {
    id: 'measure-within-collect',
    predicts: 'the metrics of all that one stalled process takes away',
    expected: /^one process alone$/,
    factor: 5,
    // The stalled process is still there to the end.
    both: { supervisor: { hungMs: 5900 }, probes: { liveness: { failures: 4 } } },
    breaks: ({ supervisor }) => ({ supervisor: { measureMs: supervisor.collectMs * 1.3 } }),
    run: scrapeBeside('a neighbour'),
  },
  {
    id: 'collect-within-deadline',
    predicts: 'a scrape that is answered 504',
    expected: /^504$/,
    factor: 5,
    breaks: ({ classes }) => ({ supervisor: { collectMs: (classes.inside.deadlineMs ?? 0) * 1.2 } }),
    run: scrapeBeside('the supervisor'),
  },
];
