import cluster, { type Worker } from 'node:cluster';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import { stopOnSignals } from '../lifecycle.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { createForwarder } from './forward-connections.ts';
import { createMetricsCollector } from './metrics.ts';
import type { Port } from './port.ts';
import {
  firstProcessVariable,
  type SupervisedProcess,
  sharedUrlVariable,
  standbyVariable,
  startProcess,
} from './process.ts';
import { createProcessSlot, type ProcessSlot } from './process-slot.ts';
import { createRestartBudget } from './restart-budget.ts';

export interface SupervisorDeps {
  readonly contract: Contract;
  /** Number of processes that share the port. */
  readonly count: number;
  /** Prefix of the process names: `web` gives `web 1`, `web 2`. */
  readonly role: string;
  readonly log: Log;
  /** The metrics of the supervisor itself. */
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Starts this program in another process with these variables: `forkProcess`. */
  readonly fork: (env: Readonly<Record<string, string>>) => Worker;
  /** Emits the signals: `process`. */
  readonly signals: Pick<NodeJS.Process, 'on' | 'off'>;
  /** True if a SIGHUP came because the terminal of this program has gone. */
  readonly hasTerminalGone: () => boolean;
  /** Set when this process has run alone and is now to be replaced. */
  readonly takeover?: Takeover;
  /** Called when all processes have ended: with 0 after a requested stop, else with 1. */
  readonly exit: (code: number) => void;
}

/** What the supervisor takes over from a process that has run alone. */
export interface Takeover {
  /** The process itself, as one to supervise. */
  readonly process: SupervisedProcess;
  /** null: it serves no connections. */
  readonly port: Port | null;
  /** Its store serves one process at a time. */
  readonly isExclusive: boolean;
}

/** Starts this program in another process. Connections are distributed round-robin on every platform. */
export function forkProcess(env: Readonly<Record<string, string>>): Worker {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  return cluster.fork(env);
}

/**
 * Keeps `count` processes on one port. Restarts processes that die, within a budget; exits with 1 when it is spent.
 * SIGHUP replaces them one by one, each new one ready before the old one drains; when it comes because the terminal is
 * gone, it drains them all, as SIGTERM and Ctrl+C do. A second one of these kills them. One process starts alone first,
 * so that an error in port, database or environment is reported once and ends the program. Returns a function that
 * collects the metrics of all processes.
 */
export function superviseProcesses(deps: SupervisorDeps): () => Promise<string> {
  const { contract, count, role, log, metrics, clock, signals, takeover, exit } = deps;
  const { port = null, isExclusive = false } = takeover ?? {};
  const budget = createRestartBudget(contract.supervisor);
  const alive = createLivingProcesses();
  let deaths = 0;
  let started = false;
  let stopped: Promise<true> | null = null;
  const isStopping = () => stopped !== null;
  const serialize = createSerializer();
  const forwarder = port && createForwarder(port, isStopping);

  const slots = Array.from({ length: count }, (_, index) => {
    const name = `${role} ${index + 1}`;
    const launch = (isStandby: boolean, onRecycle: () => void) => start(name, isStandby, onRecycle);
    const onPromoted = (process: SupervisedProcess) => forwarder?.sendTo(process);
    const events = { launch, onPromoted, recordDeath, serialize, isStopping };
    return createProcessSlot({ name, log, clock, isExclusive, ...events });
  });
  const collectMetrics = createMetricsCollector(metrics, () =>
    slots.flatMap((slot) => slot.readyProcess() ?? []),
  );
  metrics.counter('rostrum_process_deaths_total', () => deaths);

  function start(name: string, isStandby: boolean, onRecycle: () => void): SupervisedProcess {
    const env = assignment({ isFirst: !started, isStandby, port });
    const onLeave = () => forwarder?.onLeave(process);
    const process = startProcess({ ...deps, name, env, onRecycle, onLeave, collectMetrics });
    return alive.add(process);
  }

  function recordDeath(): number | null {
    deaths += 1;
    if (!started) return giveUp('the first process did not become ready');
    return budget.spend(clock.monotonicMs()) ?? giveUp('too many processes died');
  }

  function giveUp(why: string): null {
    log.fatal({ why }, 'giving up');
    void stop(why).then(() => exit(1));
    return null;
  }

  function stop(why: string): Promise<true> {
    stopped ??= drainAll(alive, why, log);
    return stopped;
  }

  async function startAll(): Promise<void> {
    const [first, ...others] = slots;
    if (takeover) first?.adopt(alive.add(takeover.process));
    started = takeover !== undefined || ((await first?.start().ready) ?? false);
    if (started) for (const slot of others) slot.start();
  }

  signals.on('SIGHUP', () => {
    if (deps.hasTerminalGone()) void stop('the terminal is gone').then(() => exit(0));
    else void replaceAll(slots, log);
  });
  const exitNow = (code: number) => {
    alive.kill('second signal');
    exit(code);
  };
  const stopSignals = { signals: ['SIGTERM', 'SIGINT'], source: signals, clock, exit: exitNow } as const;
  stopOnSignals({ stop }, contract.process, stopSignals);
  // Serialized, so that a SIGHUP waits until the processes have started.
  void serialize(startAll);
  if (takeover) void replaceAll(slots, log);
  return collectMetrics;
}

/** The variables that tell a process its part. */
const assignment = (part: { isFirst: boolean; isStandby: boolean; port: Port | null }) => ({
  ...(part.isFirst && { [firstProcessVariable]: '1' }),
  ...(part.isStandby && { [standbyVariable]: '1' }),
  ...(part.port && { [sharedUrlVariable]: part.port.url }),
});

type LivingProcesses = ReturnType<typeof createLivingProcesses>;

/** The processes that have not ended. */
function createLivingProcesses() {
  const alive = new Set<SupervisedProcess>();
  return {
    add(process: SupervisedProcess): SupervisedProcess {
      alive.add(process);
      void process.ended.then(() => alive.delete(process));
      return process;
    },
    /** Drains them all and waits until they have ended. */
    async drain(): Promise<void> {
      for (const process of alive) process.drain('stopped');
      await Promise.all([...alive].map((process) => process.ended));
    },
    kill(why: string): void {
      for (const process of alive) process.kill(why);
    },
  };
}

async function drainAll(alive: LivingProcesses, why: string, log: Log): Promise<true> {
  log.info({ why }, 'draining');
  await alive.drain();
  return true;
}

async function replaceAll(slots: readonly ProcessSlot[], log: Log): Promise<void> {
  log.info('replacing all processes');
  for (const slot of slots) await slot.replace();
  log.info('replaced all processes');
}

/** Returns a function that runs each piece of work after the one before has finished. */
function createSerializer(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    last = last.then(work);
    return last;
  };
}
