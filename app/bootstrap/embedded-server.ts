import { secretsOf } from '../config/config.ts';
import { applyOverrides } from '../contract/overrides.ts';
import { createLifecycle } from '../runtime/lifecycle.ts';
import { createLog } from '../runtime/log.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { systemClock } from '../shared/clock.ts';
import { readConfig } from './process-environment.ts';
import { openRuntime } from './runtime.ts';
import { startWebRole } from './web.ts';
import { startWorkerRole } from './worker.ts';

export interface EmbeddedServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Other clients are not meant to find this server, and its host program serves one user. */
const ownEnvironment = {
  HOST: '127.0.0.1',
  PORT: '0',
  WORKERS: '1',
  ROSTRUM_ROLE: 'all',
  METRICS_PORT: undefined,
};

/**
 * Runs the whole program within another one, such as a command of the terminal, with the environment of a server
 * and so its data directory. Only errors are logged. Throws what a start throws (`isStartError`).
 */
export async function startEmbeddedServer(env: NodeJS.ProcessEnv): Promise<EmbeddedServer> {
  const config = readConfig({ env: { ...env, ...ownEnvironment } });
  const name = 'embedded';
  const log = await createLog({
    level: 'error',
    process: name,
    pretty: process.stderr.isTTY,
    secrets: secretsOf(config),
    destination: process.stderr,
  });
  // Nothing waits to see the server drain.
  const contract = applyOverrides(config.contract, { process: { drainDelayMs: 0 } });
  const lifecycle = createLifecycle(contract, log, systemClock);
  try {
    const metrics = createMetrics(name);
    const runtime = await openRuntime({ config, log, lifecycle, metrics, supervisor: null, name });
    const { url } = await startWebRole(runtime);
    await startWorkerRole(runtime);
    lifecycle.ready();
    return { url, stop: async () => void (await lifecycle.stop('its program ends')) };
  } catch (error) {
    await lifecycle.stop('the start failed');
    throw error;
  }
}
