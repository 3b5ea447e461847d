import cluster, { type Worker } from 'node:cluster';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import { stopOnSignals } from '../lifecycle.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { createCollector } from './metrics.ts';
import { type SupervisedProcess, startProcess } from './process.ts';
import { createProcessSlot } from './process-slot.ts';
import { createRestartBudget } from './restart-budget.ts';

export interface SupervisorDeps {
  readonly contract: Contract;
  /** How many processes share the port. */
  readonly count: number;
  /** What they are called, with a number from 1 behind it: `web`. */
  readonly role: string;
  readonly log: Log;
  /** The supervisor's own. */
  readonly metrics: Metrics;
  readonly timers: Clock;
  /** Starts this program once more with these variables: `forkProcess`. */
  readonly fork: (env: Readonly<Record<string, string>>) => Worker;
  /** Where signals come from: the process. */
  readonly signals: Pick<NodeJS.Process, 'on'>;
  /** Called when all processes have ended: with 0 if that was a wish, with 1 if not. */
  readonly exit: (code: number) => void;
}

/** Starts this program once more; connections go to the processes in turn, whatever the platform's default is. */
export function forkProcess(env: Readonly<Record<string, string>>): Worker {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  return cluster.fork(env);
}

/**
 * Keeps `count` processes on one port: restarts the dead within a budget, and ends with 1 when that is spent. SIGHUP
 * replaces them one by one, each new one ready before the old one drains; SIGTERM and Ctrl+C drain them all, a second
 * one kills them. One process is started first: what is wrong with port, database or environment is said once, by it,
 * and ends the program. The result collects the metrics of all of them.
 */
export function superviseProcesses(parts: SupervisorDeps): () => Promise<string> {
  const { contract, count, role, log, metrics, timers, fork, signals, exit } = parts;
  const budget = createRestartBudget(contract.supervisor);
  const alive = new Set<SupervisedProcess>();
  let deaths = 0;
  let started = false;
  let stopped: Promise<true> | null = null;
  const serialize = createSerializer();

  const slots = Array.from({ length: count }, (_, index) => {
    const name = `${role} ${index + 1}`;
    const launch = (onRecycle: () => void) => start(name, onRecycle);
    return createProcessSlot({
      name,
      log,
      timers,
      launch,
      recordDeath,
      serialize,
      isStopping: () => stopped !== null,
    });
  });
  const collectMetrics = createCollector(metrics, () => slots.flatMap((post) => post.readyProcess() ?? []));
  metrics.counter('rostrum_process_deaths_total', () => deaths);

  function start(name: string, onRecycle: () => void): SupervisedProcess {
    const process = startProcess({ name, contract, log, timers, fork, onRecycle, collectMetrics });
    alive.add(process);
    void process.ended.then(() => alive.delete(process));
    return process;
  }

  function recordDeath(): number | null {
    deaths += 1;
    if (!started) return giveUp('the first process did not become ready');
    return budget.spend(timers.monotonicMs()) ?? giveUp('too many processes died');
  }

  function giveUp(why: string): null {
    log.fatal({ why }, 'giving up');
    void stop(why).then(() => exit(1));
    return null;
  }

  function stop(why: string): Promise<true> {
    stopped ??= drainAll(why);
    return stopped;
  }

  async function drainAll(why: string): Promise<true> {
    log.info({ why }, 'draining');
    for (const process of alive) process.drain('stopped');
    await Promise.all([...alive].map((process) => process.ended));
    return true;
  }

  async function replaceAll(): Promise<void> {
    log.info('replacing all processes');
    for (const post of slots) await post.replace();
    log.info('replaced all processes');
  }

  async function startAll(): Promise<void> {
    const [first, ...others] = slots;
    started = (await first?.start().ready) ?? false;
    if (started) for (const post of others) post.start();
  }

  signals.on('SIGHUP', () => void replaceAll());
  stopOnSignals({ stop }, contract.process, {
    signals: ['SIGTERM', 'SIGINT'],
    source: signals,
    now: timers.monotonicMs,
    exit: (code) => {
      for (const process of alive) process.kill('a second signal');
      exit(code);
    },
  });
  // A SIGHUP has to wait until there is something to replace.
  void serialize(startAll);
  return collectMetrics;
}

/** Returns what begins a piece of work when the one before it is done. */
function createSerializer(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    last = last.then(work);
    return last;
  };
}
