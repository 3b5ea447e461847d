import cluster from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import { AgentConfigError } from './agents/agent.ts';
import { isNewDatabase, openBus, openRoster, openStore } from './bootstrap/adapters.ts';
import { formatBanner } from './bootstrap/banner.ts';
import { lambdaConfig, startLambda } from './bootstrap/lambda.ts';
import { startCloudWatchMetrics, startMetrics } from './bootstrap/metrics.ts';
import { type Runtime, startWebRole, startWorkerRole } from './bootstrap/roles.ts';
import { AdminKeyError, checkAdminKey } from './config/access.ts';
import { type Config, EnvironmentError, parseConfig, secretsOf } from './config/config.ts';
import { withSecretFiles } from './config/secret-files.ts';
import { SigningKeyError } from './config/signing.ts';
import { unknownVariables } from './config/unknown-variables.ts';
import { applyOverrides } from './contract/profiles.ts';
import { ListenError } from './http/server/http-server.ts';
import { createHandler, type LambdaApp } from './http/server/lambda.ts';
import { createLifecycle, stopOnSignals } from './runtime/lifecycle.ts';
import { createLog, type Log } from './runtime/log.ts';
import { createMetrics, type Metrics } from './runtime/metrics.ts';
import { processNameVariable } from './runtime/supervisor/process.ts';
import { forkProcess, superviseProcesses } from './runtime/supervisor/supervisor.ts';
import { connectToSupervisor, type SupervisorLink } from './runtime/supervisor/supervisor-link.ts';
import { systemClock } from './shared/clock.ts';
import { StoreOpenError } from './store/errors.ts';

const print = (text: string) => process.stdout.write(text);

const readEnvironment = () => withSecretFiles(process.env, (path) => readFileSync(path, 'utf8'));

async function main(): Promise<void> {
  const config = parseConfig(readEnvironment(), availableParallelism());
  const supervises = config.processes > 1 && cluster.isPrimary;
  const name = process.env[processNameVariable] ?? (supervises ? 'supervisor' : config.role);
  process.title = `rostrum: ${name}`;
  const log = await createLog({
    level: config.logLevel,
    process: name,
    pretty: process.stdout.isTTY,
    secrets: secretsOf(config),
  });
  process.on('unhandledRejection', (error) =>
    log.error({ error }, 'a promise was rejected and nobody listened'),
  );
  // The supervisor has said so for those that it starts.
  if (cluster.isPrimary) for (const text of unknownVariables(Object.keys(process.env))) log.warn(text);
  if (supervises) supervise(config, log);
  else await serve(config, log, name);
}

const exit = (code: number) => process.exit(code);

/** Runs this program several times over on one port. */
function supervise(config: Config, log: Log): void {
  const { contract, processes: count, role } = config;
  const metrics = createMetrics('supervisor');
  const text = superviseProcesses({
    ...{ contract, count, role, log, metrics, exit },
    timers: systemClock,
    fork: forkProcess,
    signals: process,
  });
  startCloudWatchMetrics({ config, log, now: () => new Date(), text });
}

/** Runs the program's role in this process. */
async function serve(config: Config, log: Log, name: string): Promise<void> {
  const { contract, role, environment } = config;
  checkAdminKey(config, isNewDatabase(config));
  // No balancer sends anything to a worker alone: it hands its debates over at once.
  const drained = role === 'worker' ? applyOverrides(contract, { process: { drainDelayMs: 0 } }) : contract;
  const lifecycle = createLifecycle(drained, log);
  const metrics = createMetrics(name);
  const supervisor = connectSupervisor(contract, log, metrics);
  if (supervisor) {
    supervisor.onDrain(async (reason) => {
      const clean = await lifecycle.stop('the supervisor says so', reason);
      await supervisor.detach();
      exit(clean ? 0 : 1);
    });
  } else {
    // A hangup drains, too: no supervisor is there to replace this process.
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
    stopOnSignals(lifecycle, contract.process, {
      signals,
      source: process,
      now: systemClock.monotonicMs,
      exit,
    });
  }
  // Looking for models and opening the database take about as long, and go on side by side unless some were asked for.
  const rosterOpening = openRoster(config, Math.random);
  rosterOpening.catch(() => {});
  // Those may not be there, which is said before anything is made.
  const asked = environment.ROSTRUM_MODEL ?? environment.ROSTRUM_MODELS_FILE;
  if (asked !== undefined && role !== 'migrate') await rosterOpening;
  const store = await lifecycle.start(
    'store',
    () => openStore(config, log, new Date(), print),
    (open) => open.close(),
  );
  if (role === 'migrate') {
    await lifecycle.stop('the schema is up to date');
    return;
  }
  const bus = await lifecycle.start(
    'bus',
    async () => openBus(config, log, Math.random),
    (open) => open.close(),
  );
  const roster = await lifecycle.start(
    'models',
    () => rosterOpening,
    async () => {},
  );
  const base: Runtime = {
    ...{ config, log, lifecycle, store, bus, roster, metrics, supervisor, name },
    ...environmentDeps,
  };

  const measured = await startMetrics(base);
  const server = role === 'worker' ? null : await startWebRole(measured);
  if (role !== 'web') await startWorkerRole(measured);
  lifecycle.ready();
  supervisor?.ready();
  const address = server ? server.url.replace('127.0.0.1', 'localhost') : null;
  if (supervisor) log.info({ address }, 'ready');
  else print(formatBanner({ config, address, roster, startedInMs: performance.now() }));
}

/** Clock, chance and name of this program. */
const environmentDeps = {
  version: manifest.version,
  now: () => new Date(),
  random: Math.random,
  // Letters and digits only: an id that began with a dash would be an option to the terminal.
  randomId: () => randomBytes(12).toString('hex'),
  randomSecret: () => randomBytes(32).toString('base64url'),
};

/** To the supervisor, if there is one. */
function connectSupervisor(contract: Config['contract'], log: Log, metrics: Metrics): SupervisorLink | null {
  const { worker } = cluster;
  if (!worker) return null;
  const measure = () => metrics.text();
  return connectToSupervisor({
    ...{ contract, log, worker, measure },
    timers: systemClock,
    random: Math.random,
    signals: process,
  });
}

/** The parts of a function; they are never stopped, for it is not told of its end. */
async function openLambda(): Promise<LambdaApp> {
  const config = lambdaConfig(parseConfig(readEnvironment(), availableParallelism(), 'function'));
  const { logLevel: level, contract } = config;
  const name = 'function';
  const log = await createLog({ level, process: name, pretty: false, secrets: secretsOf(config) });
  const lifecycle = createLifecycle(contract, log);
  try {
    const stop = (open: { close(): Promise<void> }) => open.close();
    const roster = await openRoster(config, Math.random);
    const store = await lifecycle.start('store', () => openStore(config, log, new Date(), print), stop);
    const bus = await lifecycle.start('bus', async () => openBus(config, log, Math.random), stop);
    const parts = {
      config,
      log,
      lifecycle,
      store,
      bus,
      roster,
      metrics: createMetrics(name),
      supervisor: null,
      name,
    };
    return await startLambda({ ...parts, ...environmentDeps });
  } catch (error) {
    await lifecycle.stop('the function cannot be opened');
    throw error;
  }
}

/** What AWS Lambda calls. Loading this file opens nothing: the first event does. */
export const handler = createHandler({
  open: openLambda,
  onOpenError: printError,
  clock: systemClock,
});

/** Whose message is for the person who starts the program, and says the cure. */
const startErrors = [
  AdminKeyError,
  SigningKeyError,
  EnvironmentError,
  AgentConfigError,
  StoreOpenError,
  ListenError,
];

function printError(error: unknown): void {
  const known = startErrors.some((kind) => error instanceof kind);
  const text = error instanceof Error ? (known ? error.message : error.stack) : String(error);
  process.stderr.write(`\n${text}\n\n`);
}

// Undefined before Node 24.2; what loads this file as a function is newer.
if (import.meta.main !== false)
  await main().catch((error: unknown) => {
    printError(error);
    process.exit(1);
  });
