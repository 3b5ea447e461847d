import cluster from 'node:cluster';
import { openLambda } from './bootstrap/lambda.ts';
import { keepPidFile } from './bootstrap/pid-file.ts';
import { openLog, readConfig } from './bootstrap/process-environment.ts';
import { serve } from './bootstrap/serve.ts';
import { isStartError } from './bootstrap/start-errors.ts';
import { supervise } from './bootstrap/supervise.ts';
import { unknownVariables } from './config/unknown-variables.ts';
import { createHandler } from './http/server/lambda.ts';
import { processNameVariable } from './runtime/supervisor/process.ts';
import { systemClock } from './shared/clock.ts';

async function main(): Promise<void> {
  const config = readConfig();
  const isSupervisor = config.processes > 1 && cluster.isPrimary;
  const name = process.env[processNameVariable] ?? (isSupervisor ? 'supervisor' : config.role);
  process.title = `rostrum: ${name}`;
  const log = await openLog(config, name);
  process.on('unhandledRejection', (error) => log.error({ error }, 'unhandled rejection'));
  // Once only: the supervisor has logged these for the processes that it starts.
  if (cluster.isPrimary) for (const text of unknownVariables(Object.keys(process.env))) log.warn(text);
  if (cluster.isPrimary) keepPidFile(config);
  if (isSupervisor) supervise(config, log);
  else await serve(config, log, name);
}

/** The entry point for AWS Lambda. The first event opens the program; loading this file does not. */
export const handler = createHandler({
  open: openLambda,
  onOpenError: printError,
  clock: systemClock,
});

function printError(error: unknown): void {
  const text = isStartError(error) ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`\n${text}\n\n`);
}

// import.meta.main is undefined before Node 24.2; the Lambda runtime, which must not run main(), is newer.
if (import.meta.main !== false)
  await main().catch((error: unknown) => {
    printError(error);
    process.exit(1);
  });
