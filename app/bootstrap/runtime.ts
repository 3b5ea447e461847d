import { performance } from 'node:perf_hooks';
import type { Roster } from '../agents/agent.ts';
import type { Config } from '../config/config.ts';
import type { Bus } from '../live/bus.ts';
import { createEventLoopLoad } from '../runtime/event-loop-load.ts';
import type { Lifecycle } from '../runtime/lifecycle.ts';
import type { Log } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { SupervisorLink } from '../runtime/supervisor/supervisor-link.ts';
import { type BatchTimer, createBatchTimer } from '../shared/batch-timer.ts';
import { systemClock } from '../shared/clock.ts';
import type { Store } from '../store/store.ts';
import { openRoster, startBus, startStore } from './adapters.ts';
import { type DebateCallbacks, reportDebates } from './debate-metrics.ts';
import { assignment, environmentDeps } from './process-environment.ts';

/** The open resources that every role of the program is built on. */
export interface Runtime extends DebateCallbacks {
  readonly config: Config;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  readonly store: Store;
  readonly bus: Bus;
  readonly roster: Roster;
  /** Publishes the text of all debates, and reads the providers before. */
  readonly batchTimer: BatchTimer;
  readonly metrics: Metrics;
  /** null when this is the only process. */
  readonly supervisor: SupervisorLink | null;
  /** Name of this process in logs, metrics and leases. */
  readonly name: string;
  readonly version: string;
  readonly now: () => Date;
  /** 0 to 1. */
  readonly random: () => number;
  readonly randomId: () => string;
  readonly randomSecret: () => string;
}

interface RuntimeBase
  extends Pick<Runtime, 'config' | 'log' | 'lifecycle' | 'metrics' | 'supervisor' | 'name'> {
  /** Shows the progress of a start to a person. */
  readonly print: (text: string) => void;
}

/**
 * Opens the models, the database and the bus. Waits for the models first only if they are configured, so that an error
 * in them is reported before a database is created; otherwise the search and the opening run in parallel.
 */
export async function openRuntime(base: RuntimeBase): Promise<Runtime> {
  const { config, log, lifecycle, metrics, supervisor } = base;
  const { ROSTRUM_MODEL, ROSTRUM_MODELS_FILE } = config.environment;
  const { deltaBatchMs, deltaBatchBusyMs } = config.contract.live;
  const readLoad = createEventLoopLoad(() => performance.eventLoopUtilization());
  const batchTimer = createBatchTimer(systemClock, deltaBatchMs, { ms: deltaBatchBusyMs, readLoad });
  const rosterOpening = openRoster(config, batchTimer, environmentDeps.random);
  rosterOpening.catch(() => {});
  const isStandby = supervisor !== null && assignment.isStandby;
  if (isStandby || (ROSTRUM_MODEL ?? ROSTRUM_MODELS_FILE) !== undefined) await rosterOpening;
  if (isStandby) await supervisor.standby();
  const store = await startStore(config, log, lifecycle, base.print);
  const bus = await startBus(config, log, lifecycle);
  const roster = await lifecycle.start(
    'models',
    () => rosterOpening,
    async (roster) => roster.close(),
  );
  return { ...base, store, bus, roster, batchTimer, ...reportDebates(metrics, log), ...environmentDeps };
}
