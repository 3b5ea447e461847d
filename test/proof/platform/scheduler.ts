import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../../app/contract/contract.ts';
import type { Program } from '../../support/program.ts';
import type { ContainerTimes, ProbeTimes } from './checks.ts';

type Stopped = Pick<Program, 'child' | 'end'>;

/** As a platform stops a task: SIGTERM, and SIGKILL when it has not ended in time. Resolves to how it ended. */
export async function stopTask({ child, end }: Stopped, stopMs: number): Promise<'ended' | 'SIGKILL'> {
  const over = new AbortController();
  const late = pause(stopMs, 'late' as const, { signal: over.signal }).catch(() => 'late' as const);
  const ended = end('SIGTERM');
  const how = await Promise.race([ended, late]);
  over.abort();
  if (how !== 'late') return 'ended';
  child.kill('SIGKILL');
  await ended;
  return 'SIGKILL';
}

/** What ECS has the container checked by. */
export function containerTimes({ deployment: { container } }: Contract): ContainerTimes {
  const { intervalMs, timeoutMs, unhealthyAnswers } = container.health;
  return { intervalMs, timeoutMs, retries: unhealthyAnswers, startMs: container.startMs };
}

/** What a balancer checks its targets by. */
export function balancerTimes({ deployment: { balancer } }: Contract): ProbeTimes {
  const { intervalMs, timeoutMs, unhealthyAnswers } = balancer.health;
  return { periodMs: intervalMs, timeoutMs, failures: unhealthyAnswers };
}
