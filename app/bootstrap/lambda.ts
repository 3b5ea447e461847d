import { type Config, secretsOf } from '../config/config.ts';
import { applyOverrides } from '../contract/overrides.ts';
import type { LambdaApp } from '../http/server/lambda.ts';
import { createLifecycle } from '../runtime/lifecycle.ts';
import { createLog } from '../runtime/log.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { systemClock } from '../shared/clock.ts';
import { print, readConfig } from './process-environment.ts';
import { openRuntime, type Runtime } from './runtime.ts';
import { openWeb } from './web.ts';

/** The configuration with the limits of a Lambda function in place of those of a server. */
export function lambdaConfig(config: Config): Config {
  const { contract } = config;
  const { poolMax, bodyBytesMax } = contract.deployment.function;
  return {
    ...config,
    // A function has no address to scrape.
    metricsEnabled: false,
    contract: applyOverrides(contract, {
      // A function is frozen between events, which would look like event-loop lag.
      http: { eventLoopLagMsMax: null },
      classes: { api: { bodyBytesMax: Math.min(contract.classes.api.bodyBytesMax, bodyBytesMax) } },
      // A function handles one request at a time.
      database: { poolMax },
    }),
  };
}

/** Opens the HTTP app for a Lambda function, without a server. */
export async function startLambda(runtime: Runtime): Promise<LambdaApp> {
  const { app, accessControl } = await openWeb(runtime);
  runtime.lifecycle.ready();
  return { app, contract: runtime.config.contract, flush: accessControl.auditLog.flush };
}

/** Opens the program as a Lambda function. It is never stopped, because Lambda does not announce the end. */
export async function openLambda(): Promise<LambdaApp> {
  const config = lambdaConfig(readConfig({ fixedRole: 'function' }));
  const { logLevel: level, contract } = config;
  const name = 'function';
  const log = await createLog({ level, process: name, pretty: false, secrets: secretsOf(config) });
  const lifecycle = createLifecycle(contract, log, systemClock);
  try {
    const metrics = createMetrics(name);
    const runtime = await openRuntime({ config, log, lifecycle, metrics, supervisor: null, name, print });
    return await startLambda(runtime);
  } catch (error) {
    await lifecycle.stop('the function failed to start');
    throw error;
  }
}
