import cluster from 'node:cluster';
import { AgentConfigError } from './agents/agent.ts';
import { AdminKeyError } from './bootstrap/admin-key.ts';
import { openLambda } from './bootstrap/lambda.ts';
import { keepPidFile, PidFileError } from './bootstrap/pid-file.ts';
import { openLog, readConfig } from './bootstrap/process-environment.ts';
import { serve } from './bootstrap/serve.ts';
import { SigningKeyError } from './bootstrap/signing-key.ts';
import { supervise } from './bootstrap/supervise.ts';
import { EnvironmentError } from './config/environment.ts';
import { unknownVariables } from './config/unknown-variables.ts';
import { createHandler } from './http/server/lambda.ts';
import { ListenError } from './runtime/supervisor/port.ts';
import { processNameVariable } from './runtime/supervisor/process.ts';
import { systemClock } from './shared/clock.ts';
import { StoreOpenError } from './store/errors.ts';

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

/** Errors whose message is written for the operator and says how to fix them; others are printed with their stack. */
const startErrors = [
  AdminKeyError,
  SigningKeyError,
  EnvironmentError,
  AgentConfigError,
  StoreOpenError,
  ListenError,
  PidFileError,
];

function printError(error: unknown): void {
  const isStartError = startErrors.some((kind) => error instanceof kind);
  const text = error instanceof Error ? (isStartError ? error.message : error.stack) : String(error);
  process.stderr.write(`\n${text}\n\n`);
}

// import.meta.main is undefined before Node 24.2; the Lambda runtime, which must not run main(), is newer.
if (import.meta.main !== false)
  await main().catch((error: unknown) => {
    printError(error);
    process.exit(1);
  });
