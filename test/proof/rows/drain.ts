import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, ask, failuresOf } from '../asking.ts';
import { stopTask } from '../platform/scheduler.ts';
import type { Row } from '../row.ts';
import { portOf, type Stage } from '../stage.ts';
import { longPolls } from './deadlines.ts';

const polls = 10;
/** Until requests are with the process. */
const underWayMs = 500;

/** Stops a process that is being asked for what takes longest. */
async function stopUnderWay(stage: Stage) {
  const program = await stage.start();
  const gateway = await stage.gateway([program]);
  const debate = await stage.debate(program.url);
  const asking = longPolls(stage, gateway.url, debate, polls);
  await pause(underWayMs);
  const how = await stopTask(program, stage.contract.process.stopMs);
  const failures = failuresOf(await asking, 202);
  return { of: polls + 1, failures: how === 'ended' ? failures : [...failures, how] };
}

/** Takes a process out of the gateway while it is being asked for what takes longest. */
async function leaveUnderWay(stage: Stage) {
  const [program, other] = await Promise.all([stage.start(), stage.start()]);
  const gateway = await stage.gateway([program]);
  const debate = await stage.debate(program.url);
  const asking = longPolls(stage, gateway.url, debate, polls);
  await pause(underWayMs);
  gateway.reload([portOf(other)]);
  return { of: polls, failures: failuresOf(await asking, 202) };
}

const betweenMs = 25;

/** Stops one of two processes under steady requests, and takes it out of the gateway when its probes have failed. */
async function stopOneOfTwo(stage: Stage) {
  const { probes, process } = stage.contract;
  const [leaving, staying] = await Promise.all([stage.start(), stage.start()]);
  const gateway = await stage.gateway([leaving, staying]);
  const answers: Promise<Answer>[] = [];
  const load = setInterval(() => {
    answers.push(ask(`${gateway.url}/api/v1/agents`, { headers: stage.headers }));
  }, betweenMs);
  await pause(underWayMs);
  // The first probe comes just after the signal: of the periods that the lag counts, one is left for the reload.
  const stopped = leaving.end('SIGTERM');
  await pause(betweenMs);
  await untilUnready(leaving.url, probes.readiness);
  gateway.reload([portOf(staying)]);
  await pause(process.drainLagMs + underWayMs);
  clearInterval(load);
  await stopped;
  const all = await Promise.all(answers);
  return { of: all.length, failures: failuresOf(all, 200) };
}

/** As a platform's readiness probe decides it: so many failures in a row. */
async function untilUnready(
  url: string,
  { periodMs, timeoutMs, failures }: Stage['contract']['probes']['readiness'],
): Promise<void> {
  for (let failed = 0; ; ) {
    const next = pause(periodMs);
    const { status } = await ask(`${url}/ready`, { timeoutMs });
    failed = status === 200 ? 0 : failed + 1;
    if (failed >= failures) return;
    await next;
  }
}

export const drain: readonly Row[] = [
  {
    id: 'drain-within-stop',
    shownBy: 'nginx',
    predicts: 'SIGKILL, and answers that are lost',
    expected: /^SIGKILL$/,
    breaks: ({ limits }) => ({ process: { stopMs: limits.waitSecondsMax * 700 } }),
    run: stopUnderWay,
  },
  {
    id: 'inflight-outlasts-requests',
    shownBy: 'nginx',
    predicts: 'answers that are cut off by the drain',
    expected: /^502/,
    breaks: () => ({ process: { drainInflightMs: 500 } }),
    run: stopUnderWay,
  },
  {
    id: 'deregistration-outlasts-requests',
    shownBy: 'nginx',
    predicts: 'answers that are cut off by the gateway',
    expected: /^(ECONNRESET|50\d)/,
    breaks: () => ({ deployment: { balancer: { deregistrationMs: 1000 } } }),
    run: leaveUnderWay,
  },
  {
    id: 'drain-lag-covers-gateway',
    shownBy: 'nginx',
    predicts: 'refused connections until the gateway has noticed',
    expected: /^502/,
    factor: 4,
    // As a balancer, the gateway asks nobody else when a connection is refused.
    both: { deployment: { cdn: { connectAttempts: 1 } } },
    breaks: () => ({ process: { drainLagMs: 0 } }),
    run: stopOneOfTwo,
  },
];
