import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../../app/contract/contract.ts';
import type { Program } from '../../support/program.ts';
import type { Answer } from '../asking.ts';
import { type Alarm, type Point, rings } from './watch.ts';

/** The old version and the new one, with a share of the requests each. */
interface Rollout {
  readonly contract: Contract;
  readonly before: Program;
  readonly after: Program;
  /** One request, as people make them all the time. */
  readonly request: (program: Program) => Promise<Answer>;
}

const betweenMs = 40;

/**
 * As ECS deploys with the strategy CANARY, behind a balancer that counts: a share of the requests goes to the new
 * version for a while (`canaryMs`), then all of them, and the old one is kept for `bakeMs`. When the alarm rings until
 * then, all requests go back to the old version and the new one is stopped; else the old one is.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/canary-deployment.html
 */
export async function rollOut({
  contract,
  before,
  after,
  request,
}: Rollout): Promise<'deployed' | 'taken back'> {
  const { rollout, alarms } = contract.deployment;
  const alarm: Alarm = {
    statistic: 'Average',
    periodMs: alarms.periodMs,
    periods: alarms.periods,
    above: alarms.errorPercentMax,
  };
  // In each period the average of these is the share of errors.
  const counted: Point[] = [];
  const startedAt = performance.now();
  const share = () => (performance.now() - startedAt < rollout.canaryMs ? rollout.canaryPercent / 100 : 1);
  let asked = 0;
  const traffic = setInterval(() => {
    asked += 1;
    const isNew = Math.floor(asked * share()) > Math.floor((asked - 1) * share());
    const atMs = Date.now();
    request(isNew ? after : before).then(({ status }) => {
      counted.push({ atMs, value: status === 0 || status >= 500 ? 100 : 0 });
    });
  }, betweenMs);
  try {
    while (performance.now() - startedAt < rollout.canaryMs + rollout.bakeMs) {
      await pause(betweenMs);
      if (!rings(counted, alarm, Date.now())) continue;
      await after.end('SIGTERM');
      return 'taken back';
    }
  } finally {
    clearInterval(traffic);
  }
  await before.end('SIGTERM');
  return 'deployed';
}
