import type { Config } from '../config/config.ts';
import { applyOverrides } from '../contract/overrides.ts';
import type { LambdaApp } from '../http/server/lambda.ts';
import type { Runtime } from './runtime.ts';
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
