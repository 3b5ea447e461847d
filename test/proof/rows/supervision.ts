import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Program } from '../../support/program.ts';
import { until } from '../../support/until.ts';
import { type Answer, ask, failuresOf } from '../asking.ts';
import { checkAt, untilFailed } from '../platform/checks.ts';
import { stopTask } from '../platform/scheduler.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';
import { ending, stall } from '../still.ts';
import { crashVariable } from '../variables.ts';
import { startSupervised } from './supervised.ts';

const betweenMs = 100;
/** Until whoever asks takes it that there will be no answer. */
const patienceMs = 1000;

/** Processes by name, as their supervisor says that they serve. */
const pidsOf = ({ output }: Program): ReadonlyMap<string, number> =>
  new Map(
    [...output().matchAll(/"name":"([^"]+)","pid":(\d+),"msg":"process ready"/g)].map(
      ([, name = '', pid]) => [name, Number(pid)],
    ),
  );

/** The name of the process at the other end of an agent's one connection. */
async function nameBehind(url: string, agent: Agent): Promise<string> {
  const [response] = await once(get(url, { agent }), 'response');
  response.resume();
  await once(response, 'end');
  return String(response.headers['x-rostrum-process']);
}

/**
 * All processes but one stand still, and a probe comes to each of them: connections go in turn, and one that stands
 * still gets one, and no other before it has taken that. The last process is asked over a connection that it has.
 */
async function hangAllButOne(stage: Stage): Promise<Seen> {
  const { probes, process } = stage.contract;
  const { periodMs, failures } = probes.liveness;
  const program = await startSupervised(stage, failures + 1);
  const url = `${program.url}/healthz`;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  stage.after(() => agent.destroy());
  const healthy = await nameBehind(url, agent);
  for (const [name, pid] of pidsOf(program)) if (name !== healthy) stall(stage, pid);
  const givenUp = untilFailed(
    checkAt(() => url),
    probes.liveness,
    ending(stage),
  );
  void givenUp.then((is) => (is ? stopTask(program, process.stopMs) : null));
  const answers: Promise<Answer>[] = [];
  const load = setInterval(() => answers.push(ask(url, { agent, timeoutMs: patienceMs })), betweenMs);
  await pause(periodMs * failures + process.drainLagMs + patienceMs);
  clearInterval(load);
  const all = await Promise.all(answers);
  return { of: all.length, failures: failuresOf(all, 200) };
}

/** So many windows are watched, in each of which all restarts would be spent. */
const windows = 2;

/** One of two processes crashes whenever it starts. */
async function crashForEver(stage: Stage): Promise<Seen> {
  const { supervisor } = stage.contract;
  const env = { WORKERS: '2', [crashVariable]: 'web 2' };
  const { exited, output } = stage.spawn(env);
  await until(() => output().includes('process died'));
  const watched = pause(supervisor.restartWindowMs * windows, 'goes on for ever' as const);
  const how = await Promise.race([exited, watched]);
  return { of: 1, failures: how === 1 ? [] : [how === null ? 'killed' : `${how}`] };
}

export const supervision: readonly Row[] = [
  {
    id: 'hung-before-liveness',
    shownBy: 'imitation',
    predicts: 'a healthy process that is restarted with its neighbours, and what it was asked meanwhile',
    expected: /^(ECONN|no answer)/,
    both: {
      http: { processNamed: true },
      probes: { liveness: { periodMs: 3000, failures: 2 } },
      supervisor: { hungMs: 2000 },
    },
    breaks: () => ({ supervisor: { hungMs: 30_000 } }),
    run: hangAllButOne,
  },
  {
    id: 'restarts-within-window',
    shownBy: 'imitation',
    predicts: 'a process that crashes for ever, and a platform that never hears of it',
    expected: /^goes on for ever/,
    // Each wait is the longest, so that a slow machine does not decide.
    both: { supervisor: { restartsMax: 4, backoffMs: 2000 } },
    breaks: ({ supervisor }) => ({ supervisor: { backoffMsMax: supervisor.backoffMs } }),
    run: crashForEver,
  },
];
