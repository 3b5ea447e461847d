import { resolve } from 'node:path';
import { secretsOf } from '../config/config.ts';
import { applyOverrides } from '../contract/overrides.ts';
import { createLifecycle } from '../runtime/lifecycle.ts';
import { createLog } from '../runtime/log.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { systemClock } from '../shared/clock.ts';
import { StoreOpenError } from '../store/errors.ts';
import { isNewDatabase } from './adapters.ts';
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

interface EmbeddedOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Continues the debates that have not ended; otherwise it only serves what is stored. */
  readonly runsDebates: boolean;
}

/**
 * Runs the program within another one, such as a command of the terminal, with the environment of a server and so its
 * data directory. Progress and errors go to standard error. Throws what a start throws (`isStartError`), also when
 * there is nothing to read.
 */
export async function startEmbeddedServer({ env, runsDebates }: EmbeddedOptions): Promise<EmbeddedServer> {
  const config = readConfig({ env: { ...env, ...ownEnvironment } });
  if (!runsDebates && isNewDatabase(config))
    throw new StoreOpenError(
      `no debates are stored in ${resolve(config.dataDir)}; run \`rostrum ask\` there, or name a server with --server`,
    );
  const name = 'embedded';
  const log = await createLog({
    level: 'error',
    process: name,
    pretty: process.stderr.isTTY,
    secrets: secretsOf(config),
    destination: process.stderr,
  });
  // Nothing waits to see the server drain, and its user waits for the end of the command.
  const contract = applyOverrides(config.contract, { process: { drainDelayMs: 0, drainInflightMs: 0 } });
  const lifecycle = createLifecycle(contract, log, systemClock);
  try {
    const metrics = createMetrics(name);
    const print = (text: string) => process.stderr.write(text);
    const runtime = await openRuntime({ config, log, lifecycle, metrics, supervisor: null, name, print });
    const { url } = await startWebRole(runtime);
    if (runsDebates) await startWorkerRole(runtime);
    lifecycle.ready();
    return { url, stop: async () => void (await lifecycle.stop('its program ends')) };
  } catch (error) {
    await lifecycle.stop('the start failed');
    throw error;
  }
}
