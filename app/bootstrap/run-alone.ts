import type { Contract } from '../contract/types/contract.ts';
import { collectGarbage } from '../runtime/collect-garbage.ts';
import { type Lifecycle, stopOnSignals } from '../runtime/lifecycle.ts';
import type { Log } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { Port } from '../runtime/supervisor/port.ts';
import type { SupervisedProcess } from '../runtime/supervisor/process.ts';
import { watchTerminal } from '../runtime/terminal.ts';
import { systemClock } from '../shared/clock.ts';
import { exit, openLog } from './process-environment.ts';
import type { Runtime } from './runtime.ts';
import { supervise } from './supervise.ts';

/** By then nothing refers to what the process has closed. */
const collectAfterMs = 1000;

/** The signals of a process without a supervisor. */
export interface OwnSignals {
  /** Lets SIGHUP replace the process from now on; one that came before does so at once. */
  replaceOnHangup(replace: () => void): void;
  /** Leaves all signals to others. */
  release(): void;
}

/** SIGTERM, Ctrl+C and the loss of the terminal stop the process. */
export function handleOwnSignals(lifecycle: Lifecycle, { process: times }: Contract): OwnSignals {
  const releaseStop = stopOnSignals(lifecycle, times, {
    signals: ['SIGTERM', 'SIGINT'],
    source: process,
    clock: systemClock,
    exit,
  });
  const hasTerminalGone = watchTerminal();
  let isReplacementDue = false;
  let replaceProcess = () => {
    isReplacementDue = true;
  };
  async function onHangup(): Promise<void> {
    if (lifecycle.drainSignal.aborted) return;
    if (!hasTerminalGone()) return replaceProcess();
    exit((await lifecycle.stop('the terminal is gone')) ? 0 : 1);
  }
  process.on('SIGHUP', onHangup);
  return {
    replaceOnHangup(replace) {
      replaceProcess = replace;
      if (isReplacementDue) replace();
    },
    release() {
      releaseStop();
      process.off('SIGHUP', onHangup);
    },
  };
}

/**
 * Replaces this process, which stays as the supervisor of its successor: its process id is known to what started it,
 * and it has the port. Until a SIGHUP comes, a single process costs no second one.
 */
export async function replaceThisProcess(
  { config, lifecycle, metrics }: Runtime,
  signals: OwnSignals,
  port: Port | null,
): Promise<void> {
  const log = await openLog(config, 'supervisor');
  process.title = 'rostrum: supervisor';
  signals.release();
  supervise(config, log, {
    process: asSupervised(lifecycle, metrics, log),
    port,
    // A metrics port cannot be bound twice.
    isExclusive: config.databaseUrl === null || config.metricsPort !== null,
  });
}

/** This process, as its supervisor sees it. */
function asSupervised(lifecycle: Lifecycle, metrics: Metrics, log: Log): SupervisedProcess {
  const ended = Promise.withResolvers<void>();
  let state: 'ready' | 'ended' = 'ready';
  return {
    pid: process.pid,
    state: () => state,
    ready: Promise.resolve(true),
    prepared: Promise.resolve(true),
    ended: ended.promise,
    open() {},
    sendConnection() {},
    async drain(reason) {
      await lifecycle.stop('supervisor requested drain', reason);
      state = 'ended';
      ended.resolve();
      // The embedded database alone takes 150 MB.
      systemClock.after(collectAfterMs, collectGarbage);
    },
    // The program exits right after.
    kill: (why) => log.error({ why }, 'process killed'),
    collectMetrics: () => metrics.text(),
  };
}
