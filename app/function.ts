import type { Config } from './config.ts';
import { withDifferences } from './contract/profiles.ts';
import type { FunctionApp } from './http/function.ts';
import { type Base, openWeb } from './roles.ts';

/** A function's own limits in the place of a server's. */
export function functionConfig(config: Config): Config {
  const { contract } = config;
  const { poolMax, bodyBytesMax } = contract.deployment.function;
  return {
    ...config,
    // Nobody could ask for them.
    metricsEnabled: false,
    contract: withDifferences(contract, {
      // Between events it is stopped, after which it looks late with everything.
      http: { loopLagMsMax: null },
      classes: { api: { bodyBytesMax: Math.min(contract.classes.api.bodyBytesMax, bodyBytesMax) } },
      // It answers one request at a time.
      database: { poolMax },
    }),
  };
}

/** The app as a function has it: without a server of its own. */
export async function startFunction(base: Base): Promise<FunctionApp> {
  const { app, gate } = await openWeb(base);
  base.lifecycle.ready();
  return { app, contract: base.config.contract, settle: gate.audit.flush };
}
