import cluster from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import { AgentConfigError, type Roster } from './agents/agent.ts';
import { isNewDatabase, openBus, openRoster, openStore } from './bootstrap/adapters.ts';
import { AdminKeyError, checkAdminKey } from './bootstrap/admin-key.ts';
import { formatBanner } from './bootstrap/banner.ts';
import { reportDebates } from './bootstrap/debate-metrics.ts';
import { lambdaConfig, startLambda } from './bootstrap/lambda.ts';
import { startCloudWatchMetrics, startMetrics } from './bootstrap/metrics.ts';
import type { Runtime } from './bootstrap/runtime.ts';
import { SigningKeyError } from './bootstrap/signing-key.ts';
import { startWebRole } from './bootstrap/web.ts';
import { startWorkerRole } from './bootstrap/worker.ts';
import { type Config, parseConfig, secretsOf } from './config/config.ts';
import { EnvironmentError } from './config/environment.ts';
import { withSecretFiles } from './config/secret-files.ts';
import { unknownVariables } from './config/unknown-variables.ts';
import { applyOverrides } from './contract/overrides.ts';
import { ListenError } from './http/server/http-server.ts';
import { createHandler, type LambdaApp } from './http/server/lambda.ts';
import type { Bus } from './live/bus.ts';
import { createLifecycle, type Lifecycle, stopOnSignals } from './runtime/lifecycle.ts';
import { createLog, type Log } from './runtime/log.ts';
import { createMetrics, type Metrics } from './runtime/metrics.ts';
import { processNameVariable } from './runtime/supervisor/process.ts';
import { forkProcess, superviseProcesses } from './runtime/supervisor/supervisor.ts';
import { connectToSupervisor, type SupervisorLink } from './runtime/supervisor/supervisor-link.ts';
import { systemClock } from './shared/clock.ts';
import { StoreOpenError } from './store/errors.ts';
import type { Store } from './store/store.ts';

const print = (text: string) => process.stdout.write(text);
const exit = (code: number) => process.exit(code);

const readEnvironment = () => withSecretFiles(process.env, (path) => readFileSync(path, 'utf8'));

async function main(): Promise<void> {
  const config = parseConfig(readEnvironment(), availableParallelism());
  const isSupervisor = config.processes > 1 && cluster.isPrimary;
  const name = process.env[processNameVariable] ?? (isSupervisor ? 'supervisor' : config.role);
  process.title = `rostrum: ${name}`;
  const log = await createLog({
    level: config.logLevel,
    process: name,
    pretty: process.stdout.isTTY,
    secrets: secretsOf(config),
  });
  process.on('unhandledRejection', (error) => log.error({ error }, 'unhandled rejection'));
  // Once only: the supervisor has logged these for the processes that it starts.
  if (cluster.isPrimary) for (const text of unknownVariables(Object.keys(process.env))) log.warn(text);
  if (isSupervisor) supervise(config, log);
  else await serve(config, log, name);
}

/** Runs this program in several processes on one port. */
function supervise(config: Config, log: Log): void {
  const { contract, processes: count, role } = config;
  const text = superviseProcesses({
    contract,
    count,
    role,
    log,
    metrics: createMetrics('supervisor'),
    clock: systemClock,
    fork: forkProcess,
    signals: process,
    exit,
  });
  startCloudWatchMetrics({ config, log, now: () => new Date(), text });
}

/** Runs the role of the program in this process. */
async function serve(config: Config, log: Log, name: string): Promise<void> {
  const { contract, role } = config;
  checkAdminKey(config, isNewDatabase(config));
  // No load balancer sends requests to a pure worker, so it need not wait for one to notice the drain.
  const drainContract =
    role === 'worker' ? applyOverrides(contract, { process: { drainDelayMs: 0 } }) : contract;
  const lifecycle = createLifecycle(drainContract, log, systemClock);
  const metrics = createMetrics(name);
  const supervisor = connectSupervisor(contract, log, metrics);
  drainOnRequest(lifecycle, contract, supervisor);
  const { opening: rosterOpening } = await startOpeningRoster(config);
  const store = await startStore(config, log, lifecycle);
  if (role === 'migrate') {
    await lifecycle.stop('the schema is up to date');
    return;
  }
  const bus = await startBus(config, log, lifecycle);
  const roster = await lifecycle.start(
    'models',
    () => rosterOpening,
    async () => {},
  );
  const runtime: Runtime = {
    config,
    log,
    lifecycle,
    store,
    bus,
    roster,
    metrics,
    supervisor,
    name,
    ...reportDebates(metrics, log),
    ...environmentDeps,
  };
  await startMetrics(runtime);
  const server = role === 'worker' ? null : await startWebRole(runtime);
  if (role !== 'web') await startWorkerRole(runtime);
  lifecycle.ready();
  supervisor?.ready();
  const address = server ? server.url.replace('127.0.0.1', 'localhost') : null;
  if (supervisor) log.info({ address }, 'ready');
  else print(formatBanner({ config, address, roster, startedInMs: performance.now() }));
}

/** Drains and exits when the supervisor asks for it; without a supervisor, on signals. */
function drainOnRequest(
  lifecycle: Lifecycle,
  contract: Config['contract'],
  supervisor: SupervisorLink | null,
): void {
  if (supervisor) {
    supervisor.onDrain(async (reason) => {
      const clean = await lifecycle.stop('supervisor requested drain', reason);
      await supervisor.detach();
      exit(clean ? 0 : 1);
    });
    return;
  }
  stopOnSignals(lifecycle, contract.process, {
    // SIGHUP drains too: there is no supervisor to replace this process.
    signals: ['SIGTERM', 'SIGINT', 'SIGHUP'],
    source: process,
    clock: systemClock,
    exit,
  });
}

/**
 * Starts to look for models. Waits for the result only if models are configured, so that an error in them is reported
 * before a database is created; otherwise the search and the opening of the database run in parallel.
 */
async function startOpeningRoster(config: Config): Promise<{ readonly opening: Promise<Roster> }> {
  const { environment, role } = config;
  const opening = openRoster(config, Math.random);
  opening.catch(() => {});
  const isConfigured = (environment.ROSTRUM_MODEL ?? environment.ROSTRUM_MODELS_FILE) !== undefined;
  if (isConfigured && role !== 'migrate') await opening;
  return { opening };
}

const startStore = (config: Config, log: Log, lifecycle: Lifecycle): Promise<Store> =>
  lifecycle.start(
    'store',
    () => openStore(config, log, new Date(), print),
    (store) => store.close(),
  );

const startBus = (config: Config, log: Log, lifecycle: Lifecycle): Promise<Bus> =>
  lifecycle.start(
    'bus',
    async () => openBus(config, log, Math.random),
    (bus) => bus.close(),
  );

/** The version, time and randomness of this program. */
const environmentDeps = {
  version: manifest.version,
  now: () => new Date(),
  random: Math.random,
  // Hex, because a terminal would take an id that begins with a dash for an option.
  randomId: () => randomBytes(12).toString('hex'),
  randomSecret: () => randomBytes(32).toString('base64url'),
};

/** Connects to the supervisor; null if there is none. */
function connectSupervisor(contract: Config['contract'], log: Log, metrics: Metrics): SupervisorLink | null {
  const { worker } = cluster;
  if (!worker) return null;
  return connectToSupervisor({
    contract,
    log,
    worker,
    readMetrics: () => metrics.text(),
    clock: systemClock,
    random: Math.random,
    signals: process,
  });
}

/** Opens the program as a Lambda function. It is never stopped, because Lambda does not announce the end. */
async function openLambda(): Promise<LambdaApp> {
  const config = lambdaConfig(parseConfig(readEnvironment(), availableParallelism(), 'function'));
  const { logLevel: level, contract } = config;
  const name = 'function';
  const log = await createLog({ level, process: name, pretty: false, secrets: secretsOf(config) });
  const lifecycle = createLifecycle(contract, log, systemClock);
  try {
    const roster = await openRoster(config, Math.random);
    const store = await startStore(config, log, lifecycle);
    const bus = await startBus(config, log, lifecycle);
    const metrics = createMetrics(name);
    return await startLambda({
      config,
      log,
      lifecycle,
      store,
      bus,
      roster,
      metrics,
      supervisor: null,
      name,
      ...reportDebates(metrics, log),
      ...environmentDeps,
    });
  } catch (error) {
    await lifecycle.stop('the function failed to start');
    throw error;
  }
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
