import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, ask, failuresOf } from '../asking.ts';
import { checkAt, type ProbeTimes, untilFailed } from '../platform/checks.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';
import { ending, stall } from '../still.ts';

/** Within so many periods of its standing still a process is given up, wherever between two probes that began. */
const promiseMs = ({ periodMs, failures }: ProbeTimes): number => (failures + 1) * periodMs;

/** Half a period after a probe that was answered. */
const amidProbes = ({ periodMs }: ProbeTimes): Promise<void> => pause(periodMs * 1.5);

/** A process stands still, for good. */
async function hangUnderLiveness(stage: Stage): Promise<Seen> {
  const { liveness } = stage.contract.probes;
  const program = await stage.start();
  const givenUp = untilFailed(
    checkAt(() => `${program.url}/healthz`),
    liveness,
    ending(stage),
  );
  await amidProbes(liveness);
  stall(stage, program.child.pid);
  const seen = await Promise.race([givenUp, pause(promiseMs(liveness), false)]);
  return { of: 1, failures: seen ? [] : ['a process that hangs is not restarted in time'] };
}

const betweenMs = 50;

/** One of two processes stands still; requests go in turn to those that are ready. */
async function hangUnderReadiness(stage: Stage): Promise<Seen> {
  const { readiness } = stage.contract.probes;
  const [hanging, other] = await Promise.all([stage.start(), stage.start()]);
  let ready = [hanging, other];
  const unready = untilFailed(
    checkAt(() => `${hanging.url}/ready`),
    readiness,
    ending(stage),
  ).then(() => {
    ready = [other];
  });
  await amidProbes(readiness);
  stall(stage, hanging.child.pid);
  await pause(promiseMs(readiness));
  const answers: Promise<Answer>[] = [];
  const sending = setInterval(() => {
    const { url } = ready[answers.length % ready.length] ?? other;
    answers.push(ask(`${url}/api/v1/agents`, { headers: stage.headers }));
  }, betweenMs);
  await pause(readiness.periodMs);
  clearInterval(sending);
  hanging.child.kill('SIGKILL');
  await unready;
  const all = await Promise.all(answers);
  return { of: all.length, failures: failuresOf(all, 200) };
}

export const probes: readonly Row[] = [
  {
    id: 'liveness-gives-up-within-period',
    shownBy: 'imitation',
    predicts: 'a process that hangs for twice as long as the probes say',
    expected: /not restarted in time$/,
    breaks: ({ probes: { liveness } }) => ({ probes: { liveness: { timeoutMs: liveness.periodMs * 2 } } }),
    run: hangUnderLiveness,
  },
  {
    id: 'readiness-gives-up-within-period',
    shownBy: 'imitation',
    predicts: 'requests to a process that hangs, long after the probes should have taken it out',
    expected: /^ECONNRESET$/,
    factor: 5,
    breaks: ({ probes: { readiness } }) => ({ probes: { readiness: { timeoutMs: readiness.periodMs * 2 } } }),
    run: hangUnderReadiness,
  },
];
