import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { RunningProgram } from '../../support/processes/program.ts';
import type { HttpResult } from '../http-request.ts';
import { type Alarm, isInAlarm, type Point } from './cloudwatch-alarms.ts';

/** The old version and the new one, with a share of the requests each. */
interface Rollout {
  readonly contract: Contract;
  readonly oldVersion: RunningProgram;
  readonly newVersion: RunningProgram;
  /** One request, as people make them all the time. */
  readonly request: (program: RunningProgram) => Promise<HttpResult>;
}

const requestIntervalMs = 40;

/**
 * As ECS deploys with the strategy CANARY, behind a balancer that counts: a share of the requests goes to the new
 * version for a while (`canaryMs`), then all of them, and the old one is kept for `bakeMs`. When the alarm rings until
 * then, all requests go back to the old version and the new one is stopped; else the old one is.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/canary-deployment.html
 */
export async function rollOut({
  contract,
  oldVersion,
  newVersion,
  request,
}: Rollout): Promise<'deployed' | 'rolled back'> {
  const { rollout, alarms } = contract.deployment;
  const alarm: Alarm = {
    statistic: 'Average',
    periodMs: alarms.periodMs,
    periods: alarms.periods,
    threshold: alarms.errorPercentMax,
  };
  // In each period the average of these is the share of errors.
  const points: Point[] = [];
  const startedAt = performance.now();
  const share = () => (performance.now() - startedAt < rollout.canaryMs ? rollout.canaryPercent / 100 : 1);
  let sent = 0;
  const traffic = setInterval(() => {
    sent += 1;
    const isNew = Math.floor(sent * share()) > Math.floor((sent - 1) * share());
    const atMs = Date.now();
    request(isNew ? newVersion : oldVersion).then(({ status }) => {
      points.push({ atMs, value: status === 0 || status >= 500 ? 100 : 0 });
    });
  }, requestIntervalMs);
  try {
    while (performance.now() - startedAt < rollout.canaryMs + rollout.bakeMs) {
      await pause(requestIntervalMs);
      if (!isInAlarm(points, alarm, Date.now())) continue;
      await newVersion.stop('SIGTERM');
      return 'rolled back';
    }
  } finally {
    clearInterval(traffic);
  }
  await oldVersion.stop('SIGTERM');
  return 'deployed';
}
