import type { Config } from '../config/config.ts';
import { applyOverrides } from '../contract/profiles.ts';
import type { LambdaApp } from '../http/server/lambda.ts';
import { openWeb, type Runtime } from './roles.ts';

/** A function's own limits in the place of a server's. */
export function lambdaConfig(config: Config): Config {
  const { contract } = config;
  const { poolMax, bodyBytesMax } = contract.deployment.function;
  return {
    ...config,
    // Nobody could ask for them.
    metricsEnabled: false,
    contract: applyOverrides(contract, {
      // Between events it is stopped, after which it looks late with everything.
      http: { eventLoopLagMsMax: null },
      classes: { api: { bodyBytesMax: Math.min(contract.classes.api.bodyBytesMax, bodyBytesMax) } },
      // It answers one request at a time.
      database: { poolMax },
    }),
  };
}

/** The app as a function has it: without a server of its own. */
export async function startLambda(base: Runtime): Promise<LambdaApp> {
  const { app, gate } = await openWeb(base);
  base.lifecycle.ready();
  return { app, contract: base.config.contract, flush: gate.auditLog.flush };
}
