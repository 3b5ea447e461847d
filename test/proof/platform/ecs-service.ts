import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { RunningProgram } from '../../support/processes/program.ts';
import { stopTask } from './scheduler.ts';

/** The web tasks of a service of ECS, with what its balancer sends to them. */
export interface EcsService {
  /** Those that have not ended. */
  running(): readonly RunningProgram[];
  /** How many there shall be. */
  capacity(): number;
  /** The task that gets the next request: the one with the fewest under way. */
  pick(): RunningProgram;
  /** Holds a place at a task for as long as a request is under way. */
  trackRequest<T>(program: RunningProgram, request: () => Promise<T>): Promise<T>;
  /** Takes tasks away, at once. */
  scaleIn(capacity: number): void;
}

export function openEcsService(programs: readonly RunningProgram[], contract: Contract): EcsService {
  const inFlight = new Map(programs.map((program) => [program, 0]));
  let inService = programs;
  let running = programs;
  const count = (program: RunningProgram) => inFlight.get(program) ?? 0;
  const leastBusy = (candidates: readonly RunningProgram[]) =>
    candidates.toSorted((a, b) => count(a) - count(b))[0];

  /** As a scheduler does it: what is under way may end, and only then the task is told. */
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
      if (!found) throw new Error('no task is left');
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
 * Application Auto Scaling, target tracking: capacity follows the metric's share of its target, at once while its alarm
 * is in ALARM, but for the cooldown after each scaling in. The load has been low for longer than that alarm needs.
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
