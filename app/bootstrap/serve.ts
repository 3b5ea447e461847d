import type { Config } from '../config/config.ts';
import { applyOverrides } from '../contract/overrides.ts';
import { createLifecycle } from '../runtime/lifecycle.ts';
import type { Log } from '../runtime/log.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { startWatchdog } from '../runtime/watchdog.ts';
import { systemClock } from '../shared/clock.ts';
import { isNewDatabase, startStore } from './adapters.ts';
import { checkAdminKey } from './admin-key.ts';
import { formatBanner } from './banner.ts';
import { startMetrics } from './metrics.ts';
import { assignment, isDebugged, print, sinceStartMs } from './process-environment.ts';
import { handleOwnSignals, replaceThisProcess } from './run-alone.ts';
import { openRuntime } from './runtime.ts';
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
  const signals = supervisor ? null : handleOwnSignals(lifecycle, contract);
  if (supervisor) drainOnRequest(lifecycle, supervisor);
  if (role === 'migrate') {
    await startStore(config, log, lifecycle, print);
    await lifecycle.stop('the schema is up to date');
    return;
  }
  const runtime = await openRuntime({ config, log, lifecycle, metrics, supervisor, name, print });
  await startMetrics(runtime);
  const web = role === 'worker' ? null : await startWebRole(runtime);
  if (role !== 'web') await startWorkerRole(runtime);
  lifecycle.ready();
  supervisor?.ready();
  if (!supervisor) {
    const onError = (error: unknown) => log.error({ error }, 'watchdog failed');
    startWatchdog(contract.supervisor, name, { clock: systemClock, isDebugged, onError });
  }
  signals?.replaceOnHangup(() => void replaceThisProcess(runtime, signals, web?.port ?? null));
  const address = web ? web.url.replace('127.0.0.1', 'localhost') : null;
  if (supervisor) log.info({ address }, 'ready');
  if (!supervisor || assignment.isFirst)
    print(formatBanner({ config, address, roster: runtime.roster, startedInMs: sinceStartMs() }));
}
