import type { Contract } from '../../../app/contract/types/contract.ts';
import { aggregatePeriods, type Point } from './cloudwatch-alarms.ts';

/** Target tracking adds tasks after three periods above its target, with a number in each of them. */
const periods = 3;

/** The number of tasks that target tracking asks for, from the backlog that each task reports. */
export type DesiredTasks = (seen: {
  readonly points: readonly Point[];
  readonly tasks: number;
  readonly nowMs: number;
}) => number;

/**
 * Adds workers like Application Auto Scaling: enough to bring the backlog of each down to the target, and none during
 * the cooldown after that.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
export function createTargetTracking({ deployment: { scaling, alarms, worker } }: Contract): DesiredTasks {
  const { backlogPerWorker, outCooldownMs } = scaling;
  const { periodMs } = alarms;
  let scaledAtMs = Number.NEGATIVE_INFINITY;
  return ({ points, tasks, nowMs }) => {
    if (nowMs - scaledAtMs < outCooldownMs) return tasks;
    const averages = aggregatePeriods(points, { statistic: 'Average', periodMs }, { count: periods, nowMs });
    const isAbove = averages.every((average) => average !== null && average > backlogPerWorker);
    if (!isAbove) return tasks;
    scaledAtMs = nowMs;
    return Math.min(worker.tasksMax, Math.ceil((tasks * (averages.at(-1) ?? 0)) / backlogPerWorker));
  };
}
