import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { RunningProgram } from '../../support/processes/program.ts';
import type { ContainerTiming, ProbeTiming } from './health-checks.ts';

type RunningTask = Pick<RunningProgram, 'child' | 'stop'>;

/** As a platform stops a task: SIGTERM, and SIGKILL when it has not ended in time. Resolves to how it ended. */
export async function stopTask({ child, stop }: RunningTask, stopMs: number): Promise<'ended' | 'SIGKILL'> {
  const timer = new AbortController();
  const timeout = pause(stopMs, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const);
  const ended = stop('SIGTERM');
  const outcome = await Promise.race([ended, timeout]);
  timer.abort();
  if (outcome !== 'late') return 'ended';
  child.kill('SIGKILL');
  await ended;
  return 'SIGKILL';
}

/** What ECS has the container checked by. */
export function containerCheckTiming({ deployment: { container } }: Contract): ContainerTiming {
  const { intervalMs, timeoutMs, unhealthyThreshold } = container.health;
  return { intervalMs, timeoutMs, retries: unhealthyThreshold, startMs: container.startMs };
}

/** What a balancer checks its targets by. */
export function balancerCheckTiming({ deployment: { balancer } }: Contract): ProbeTiming {
  const { intervalMs, timeoutMs, unhealthyThreshold } = balancer.health;
  return { periodMs: intervalMs, timeoutMs, failures: unhealthyThreshold };
}
