import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../../app/contract/contract.ts';
import type { Program } from '../../support/program.ts';
import { stopTask } from './scheduler.ts';

/** The web tasks of a service of ECS, with what its balancer sends to them. */
export interface Service {
  /** Those that have not ended. */
  running(): readonly Program[];
  /** How many there shall be. */
  capacity(): number;
  /** The task that gets the next request: the one with the fewest under way. */
  pick(): Program;
  /** Holds a place at a task for as long as a request is under way. */
  during<T>(program: Program, request: () => Promise<T>): Promise<T>;
  /** Takes tasks away, at once. */
  scaleIn(capacity: number): void;
}

export function openService(programs: readonly Program[], contract: Contract): Service {
  const underWay = new Map(programs.map((program) => [program, 0]));
  let inService = programs;
  let running = programs;
  const count = (program: Program) => underWay.get(program) ?? 0;
  const fewest = (among: readonly Program[]) => among.toSorted((a, b) => count(a) - count(b))[0];

  /** As a scheduler does it: what is under way may end, and only then the task is told. */
  async function leave(program: Program): Promise<void> {
    await pause(contract.deployment.balancer.deregistrationMs);
    await stopTask(program, contract.process.stopMs);
    running = running.filter((other) => other !== program);
  }

  return {
    running: () => running,
    capacity: () => inService.length,
    pick() {
      const found = fewest(inService);
      if (!found) throw new Error('no task is left');
      return found;
    },
    async during(program, request) {
      underWay.set(program, count(program) + 1);
      return request().finally(() => underWay.set(program, count(program) - 1));
    },
    scaleIn(capacity) {
      const leaving = inService.slice(capacity);
      inService = inService.slice(0, capacity);
      for (const program of leaving) void leave(program);
    },
  };
}

/**
 * Application Auto Scaling, target tracking: capacity follows the metric's share of its target, at once while its alarm
 * is in ALARM, but for the cooldown after each scaling in. The load has been low for longer than that alarm needs.
 */
export async function trackTarget(
  service: Service,
  { scaling, web }: Pick<Contract['deployment'], 'scaling' | 'web'>,
  metric: () => Promise<number>,
  over: AbortSignal,
): Promise<void> {
  for (let freeAt = 0; !over.aborted; await pause(lookMs)) {
    const share = (await metric()) / scaling.liveConnectionsPerTask;
    const wanted = Math.max(web.tasksMin, Math.ceil(service.capacity() * share));
    if (over.aborted || wanted >= service.capacity() || performance.now() < freeAt) continue;
    service.scaleIn(wanted);
    freeAt = performance.now() + scaling.inCooldownMs;
  }
}

const lookMs = 100;
