import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { RunningProgram } from '../../support/processes/program.ts';
import type { ContainerTiming, ProbeTiming } from './health-checks.ts';

type RunningTask = Pick<RunningProgram, 'child' | 'stop'>;

/** Stops a task with SIGTERM, and with SIGKILL after the timeout. Resolves with how it ended. */
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

/** The container health check of ECS. */
export function containerCheckTiming({ deployment: { container } }: Contract): ContainerTiming {
  const { intervalMs, timeoutMs, unhealthyThreshold } = container.health;
  return { intervalMs, timeoutMs, retries: unhealthyThreshold, startMs: container.startMs };
}

/** The health check of a balancer. */
export function balancerCheckTiming({ deployment: { balancer } }: Contract): ProbeTiming {
  const { intervalMs, timeoutMs, unhealthyThreshold } = balancer.health;
  return { periodMs: intervalMs, timeoutMs, failures: unhealthyThreshold };
}
