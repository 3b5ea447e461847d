import cluster from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import { checkFirstKey, NoAdmin } from './access.ts';
import { isNewDatabase, openBus, openRoster, openStore } from './adapters.ts';
import { BadAgentSettings } from './agents/agent.ts';
import { bannerOf } from './banner.ts';
import { BadEnvironment, type Config, parseConfig, secretsOf } from './config.ts';
import { withDifferences } from './contract/profiles.ts';
import { functionConfig, startFunction } from './function.ts';
import { createHandler, type FunctionApp } from './http/function.ts';
import { CannotListen } from './http/server.ts';
import { systemTimers } from './live/timers.ts';
import { startMeasures, tellCloudWatch } from './measure.ts';
import { forkProcess, superviseProcesses } from './process/cluster.ts';
import { connectToSupervisor, type SupervisorLink } from './process/cluster-link.ts';
import { processNameVariable } from './process/cluster-process.ts';
import { createLifecycle, stopOnSignals } from './process/lifecycle.ts';
import { createLog, type Log } from './process/log.ts';
import { createMetrics, type Metrics } from './process/metrics.ts';
import { type Base, startWeb, startWork } from './roles.ts';
import { withSecretFiles } from './secret-files.ts';
import { NoSigningKey } from './signing.ts';
import { CannotOpen } from './store/errors.ts';
import { unknownVariables } from './unknown-variables.ts';

const say = (text: string) => process.stdout.write(text);

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
    timers: systemTimers,
    fork: forkProcess,
    signals: process,
  });
  tellCloudWatch({ config, log, now: () => new Date(), text });
}

/** Runs the program's role in this process. */
async function serve(config: Config, log: Log, name: string): Promise<void> {
  const { contract, role, environment } = config;
  checkFirstKey(config, isNewDatabase(config));
  // No balancer sends anything to a worker alone: it hands its debates over at once.
  const drained = role === 'worker' ? withDifferences(contract, { process: { drainLagMs: 0 } }) : contract;
  const lifecycle = createLifecycle(drained, log);
  const metrics = createMetrics(name);
  const link = connect(contract, log, metrics);
  if (link) {
    link.onDrain(async (reason) => {
      const clean = await lifecycle.stop('the supervisor says so', reason);
      await link.leave();
      exit(clean ? 0 : 1);
    });
  } else {
    // A hangup drains, too: no supervisor is there to replace this process.
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
    stopOnSignals(lifecycle, contract.process, { signals, source: process, now: systemTimers.now, exit });
  }
  // Looking for models and opening the database take about as long, and go on side by side unless some were asked for.
  const rosterOpening = openRoster(config, Math.random);
  rosterOpening.catch(() => {});
  // Those may not be there, which is said before anything is made.
  const asked = environment.ROSTRUM_MODEL ?? environment.ROSTRUM_MODELS_FILE;
  if (asked !== undefined && role !== 'migrate') await rosterOpening;
  const store = await lifecycle.start(
    'store',
    () => openStore(config, log, new Date(), say),
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
  const base: Base = {
    ...{ config, log, lifecycle, store, bus, roster, metrics, link, name },
    ...surroundings,
  };

  const measured = await startMeasures(base);
  const server = role === 'worker' ? null : await startWeb(measured);
  if (role !== 'web') await startWork(measured);
  lifecycle.ready();
  link?.ready();
  const address = server ? server.url.replace('127.0.0.1', 'localhost') : null;
  if (link) log.info({ address }, 'ready');
  else say(bannerOf({ config, address, roster, startedInMs: performance.now() }));
}

/** Clock, chance and name of this program. */
const surroundings = {
  version: manifest.version,
  now: () => new Date(),
  random: Math.random,
  // Letters and digits only: an id that began with a dash would be an option to the terminal.
  randomId: () => randomBytes(12).toString('hex'),
  randomSecret: () => randomBytes(32).toString('base64url'),
};

/** To the supervisor, if there is one. */
function connect(contract: Config['contract'], log: Log, metrics: Metrics): SupervisorLink | null {
  const { worker } = cluster;
  if (!worker) return null;
  const measure = () => metrics.text();
  return connectToSupervisor({
    ...{ contract, log, worker, measure },
    timers: systemTimers,
    random: Math.random,
    signals: process,
  });
}

/** The parts of a function; they are never stopped, for it is not told of its end. */
async function openFunction(): Promise<FunctionApp> {
  const config = functionConfig(parseConfig(readEnvironment(), availableParallelism(), 'function'));
  const { logLevel: level, contract } = config;
  const name = 'function';
  const log = await createLog({ level, process: name, pretty: false, secrets: secretsOf(config) });
  const lifecycle = createLifecycle(contract, log);
  try {
    const stop = (open: { close(): Promise<void> }) => open.close();
    const roster = await openRoster(config, Math.random);
    const store = await lifecycle.start('store', () => openStore(config, log, new Date(), say), stop);
    const bus = await lifecycle.start('bus', async () => openBus(config, log, Math.random), stop);
    const parts = {
      config,
      log,
      lifecycle,
      store,
      bus,
      roster,
      metrics: createMetrics(name),
      link: null,
      name,
    };
    return await startFunction({ ...parts, ...surroundings });
  } catch (error) {
    await lifecycle.stop('the function cannot be opened');
    throw error;
  }
}

/** What AWS Lambda calls. Loading this file opens nothing: the first event does. */
export const handler = createHandler({
  open: openFunction,
  onFailure: tell,
  timers: systemTimers,
});

/** Whose message is for the person who starts the program, and says the cure. */
const forPeople = [NoAdmin, NoSigningKey, BadEnvironment, BadAgentSettings, CannotOpen, CannotListen];

function tell(error: unknown): void {
  const known = forPeople.some((kind) => error instanceof kind);
  const text = error instanceof Error ? (known ? error.message : error.stack) : String(error);
  process.stderr.write(`\n${text}\n\n`);
}

// Undefined before Node 24.2; what loads this file as a function is newer.
if (import.meta.main !== false)
  await main().catch((error: unknown) => {
    tell(error);
    process.exit(1);
  });
