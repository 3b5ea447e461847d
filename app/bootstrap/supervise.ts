import cluster from 'node:cluster';
import type { Config } from '../config/config.ts';
import type { Lifecycle } from '../runtime/lifecycle.ts';
import type { Log } from '../runtime/log.ts';
import { createMetrics, type Metrics } from '../runtime/metrics.ts';
import { forkProcess, superviseProcesses, type Takeover } from '../runtime/supervisor/supervisor.ts';
import { connectToSupervisor, type SupervisorLink } from '../runtime/supervisor/supervisor-link.ts';
import { watchTerminal } from '../runtime/terminal.ts';
import { systemClock } from '../shared/clock.ts';
import { startCloudWatchMetrics } from './metrics.ts';
import { environmentDeps, exit } from './process-environment.ts';

/** Runs this program in several processes on one port, or in one that replaces this one. */
export function supervise(config: Config, log: Log, takeover?: Takeover): void {
  const { contract, processes: count, role } = config;
  const text = superviseProcesses({
    contract,
    count,
    role,
    log,
    metrics: createMetrics('supervisor'),
    clock: systemClock,
    fork: forkProcess,
    signals: process,
    hasTerminalGone: watchTerminal(),
    ...(takeover && { takeover }),
    exit,
  });
  startCloudWatchMetrics({ config, log, now: environmentDeps.now, text });
}

/** Connects to the supervisor; null if there is none. */
export function connectSupervisor(
  contract: Config['contract'],
  log: Log,
  metrics: Metrics,
): SupervisorLink | null {
  const { worker } = cluster;
  if (!worker) return null;
  return connectToSupervisor({
    contract,
    log,
    worker,
    readMetrics: () => metrics.text(),
    clock: systemClock,
    random: environmentDeps.random,
    signals: process,
  });
}

/** Drains and exits when the supervisor asks for it. */
export function drainOnRequest(lifecycle: Lifecycle, supervisor: SupervisorLink): void {
  supervisor.onDrain(async (reason) => {
    const clean = await lifecycle.stop('supervisor requested drain', reason);
    await supervisor.detach();
    exit(clean ? 0 : 1);
  });
}
