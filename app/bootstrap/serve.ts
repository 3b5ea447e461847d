import type { Roster } from '../agents/agent.ts';
import type { Config } from '../config/config.ts';
import { applyOverrides } from '../contract/overrides.ts';
import { createLifecycle } from '../runtime/lifecycle.ts';
import type { Log } from '../runtime/log.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { systemClock } from '../shared/clock.ts';
import { isNewDatabase, openRoster, startBus, startStore } from './adapters.ts';
import { checkAdminKey } from './admin-key.ts';
import { formatBanner } from './banner.ts';
import { reportDebates } from './debate-metrics.ts';
import { startMetrics } from './metrics.ts';
import { environmentDeps, print, sinceStartMs } from './process-environment.ts';
import type { Runtime } from './runtime.ts';
import { connectSupervisor, drainOnRequest } from './supervise.ts';
import { startWebRole } from './web.ts';
import { startWorkerRole } from './worker.ts';

/** Runs the role of the program in this process. */
export async function serve(config: Config, log: Log, name: string): Promise<void> {
  const { contract, role } = config;
  checkAdminKey(config, isNewDatabase(config));
  // No load balancer sends requests to a pure worker, so it need not wait for one to notice the drain.
  const drainContract =
    role === 'worker' ? applyOverrides(contract, { process: { drainDelayMs: 0 } }) : contract;
  const lifecycle = createLifecycle(drainContract, log, systemClock);
  const metrics = createMetrics(name);
  const supervisor = connectSupervisor(contract, log, metrics);
  drainOnRequest(lifecycle, contract, supervisor);
  const { opening: rosterOpening } = await startOpeningRoster(config);
  const store = await startStore(config, log, lifecycle);
  if (role === 'migrate') {
    await lifecycle.stop('the schema is up to date');
    return;
  }
  const bus = await startBus(config, log, lifecycle);
  const roster = await lifecycle.start(
    'models',
    () => rosterOpening,
    async () => {},
  );
  const runtime: Runtime = {
    config,
    log,
    lifecycle,
    store,
    bus,
    roster,
    metrics,
    supervisor,
    name,
    ...reportDebates(metrics, log),
    ...environmentDeps,
  };
  await startMetrics(runtime);
  const server = role === 'worker' ? null : await startWebRole(runtime);
  if (role !== 'web') await startWorkerRole(runtime);
  lifecycle.ready();
  supervisor?.ready();
  const address = server ? server.url.replace('127.0.0.1', 'localhost') : null;
  if (supervisor) log.info({ address }, 'ready');
  else print(formatBanner({ config, address, roster, startedInMs: sinceStartMs() }));
}

/**
 * Starts to look for models. Waits for the result only if models are configured, so that an error in them is reported
 * before a database is created; otherwise the search and the opening of the database run in parallel.
 */
async function startOpeningRoster(config: Config): Promise<{ readonly opening: Promise<Roster> }> {
  const { environment, role } = config;
  const opening = openRoster(config, environmentDeps.random);
  opening.catch(() => {});
  const isConfigured = (environment.ROSTRUM_MODEL ?? environment.ROSTRUM_MODELS_FILE) !== undefined;
  if (isConfigured && role !== 'migrate') await opening;
  return { opening };
}
