import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { RunningProgram } from '../../support/processes/program.ts';
import type { HttpResult } from '../http-request.ts';
import { type Alarm, isInAlarm, type Point } from './cloudwatch-alarms.ts';

interface Rollout {
  readonly contract: Contract;
  readonly oldVersion: RunningProgram;
  readonly newVersion: RunningProgram;
  /** Sends one request of the steady load. */
  readonly request: (program: RunningProgram) => Promise<HttpResult>;
}

const requestIntervalMs = 40;

/**
 * Imitates an ECS deployment with the strategy CANARY: a share of the requests goes to the new version for `canaryMs`,
 * then all of them, and the old version is kept for `bakeMs`. An alarm until then sends all requests back to the old
 * version and stops the new one; otherwise the old one is stopped.
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
  // The average of a period is the share of errors.
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
