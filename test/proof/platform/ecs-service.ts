import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { RunningProgram } from '../../support/processes/program.ts';
import { stopTask } from './scheduler.ts';

/** The web tasks of an ECS service and the requests of its balancer. */
export interface EcsService {
  /** The tasks that have not ended. */
  running(): readonly RunningProgram[];
  /** The desired number of tasks. */
  capacity(): number;
  /** The task for the next request: the one with the fewest in flight. */
  pick(): RunningProgram;
  /** Counts a request at a task while it is in flight. */
  trackRequest<T>(program: RunningProgram, request: () => Promise<T>): Promise<T>;
  /** Removes tasks at once. */
  scaleIn(capacity: number): void;
}

export function openEcsService(programs: readonly RunningProgram[], contract: Contract): EcsService {
  const inFlight = new Map(programs.map((program) => [program, 0]));
  let inService = programs;
  let running = programs;
  const count = (program: RunningProgram) => inFlight.get(program) ?? 0;
  const leastBusy = (candidates: readonly RunningProgram[]) =>
    candidates.toSorted((a, b) => count(a) - count(b))[0];

  /** Lets the requests in flight end before the task is stopped, as a scheduler does. */
  async function deregister(program: RunningProgram): Promise<void> {
    await pause(contract.deployment.balancer.deregistrationMs);
    await stopTask(program, contract.process.stopMs);
    running = running.filter((other) => other !== program);
  }

  return {
    running: () => running,
    capacity: () => inService.length,
    pick() {
      const found = leastBusy(inService);
      if (!found) throw new Error('no task left');
      return found;
    },
    async trackRequest(program, request) {
      inFlight.set(program, count(program) + 1);
      return request().finally(() => inFlight.set(program, count(program) - 1));
    },
    scaleIn(capacity) {
      const leaving = inService.slice(capacity);
      inService = inService.slice(0, capacity);
      for (const program of leaving) void deregister(program);
    },
  };
}

/**
 * Application Auto Scaling with target tracking: capacity follows the ratio of metric and target while the alarm is in
 * ALARM, except during the cooldown after each scale-in. The load has been low for longer than that alarm needs.
 */
export async function trackTarget(
  service: EcsService,
  { scaling, web }: Pick<Contract['deployment'], 'scaling' | 'web'>,
  metric: () => Promise<number>,
  signal: AbortSignal,
): Promise<void> {
  for (let cooldownEndsAt = 0; !signal.aborted; await pause(pollMs)) {
    const share = (await metric()) / scaling.liveConnectionsPerTask;
    const desired = Math.max(web.tasksMin, Math.ceil(service.capacity() * share));
    if (signal.aborted || desired >= service.capacity() || performance.now() < cooldownEndsAt) continue;
    service.scaleIn(desired);
    cooldownEndsAt = performance.now() + scaling.inCooldownMs;
  }
}

const pollMs = 100;
