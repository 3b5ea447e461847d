import cluster from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };
import { NoAdmin } from './access.ts';
import { BadAgentSettings, type Roster } from './agents/agent.ts';
import { systemClock } from './agents/clock.ts';
import { ollamaUrl } from './agents/probe.ts';
import { createRoster } from './agents/roster.ts';
import { bannerOf } from './banner.ts';
import { BadEnvironment, type Config, parseConfig, secretsOf } from './config.ts';
import { withDifferences } from './contract/profiles.ts';
import { CannotListen } from './http/server.ts';
import { type Bus, createLocalBus } from './live/bus.ts';
import { createRedisBus } from './live/redis.ts';
import { systemTimers } from './live/timers.ts';
import { forkProcess, superviseProcesses } from './process/cluster.ts';
import { connectToSupervisor, type SupervisorLink } from './process/cluster-link.ts';
import { processNameVariable } from './process/cluster-process.ts';
import { createLifecycle, stopOnSignals } from './process/lifecycle.ts';
import { createLog, type Log } from './process/log.ts';
import { createMetrics, type Metrics } from './process/metrics.ts';
import { type Base, startWeb, startWork } from './roles.ts';
import { openEmbedded } from './store/embedded.ts';
import { CannotOpen } from './store/errors.ts';
import { openPostgres } from './store/postgres.ts';
import type { Store } from './store/store.ts';

/** Where the packages of a checkout are; a deployed program has none. Sources and bundle both lie one folder deep. */
const packages = new URL('../node_modules/', import.meta.url);

const say = (text: string) => process.stdout.write(text);

async function main(): Promise<void> {
  const config = parseConfig(process.env, availableParallelism());
  const supervises = config.processes > 1 && cluster.isPrimary;
  const name = process.env[processNameVariable] ?? (supervises ? 'supervisor' : config.role);
  process.title = `rostrum: ${name}`;
  const log = await createLog({
    level: config.logLevel,
    process: name,
    pretty: process.stdout.isTTY,
    secrets: secretsOf(config.environment),
  });
  process.on('unhandledRejection', (error) =>
    log.error({ error }, 'a promise was rejected and nobody listened'),
  );
  if (supervises) supervise(config, log);
  else await serve(config, log, name);
}

const exit = (code: number) => process.exit(code);

/** Runs this program several times over on one port. */
function supervise({ contract, processes: count, role }: Config, log: Log): void {
  const metrics = createMetrics('supervisor');
  superviseProcesses({
    ...{ contract, count, role, log, metrics, exit },
    timers: systemTimers,
    fork: forkProcess,
    signals: process,
  });
}

/** Runs the program's role in this process. */
async function serve(config: Config, log: Log, name: string): Promise<void> {
  const { contract, role } = config;
  // No balancer sends anything to a worker alone: it hands its debates over at once.
  const drained = role === 'worker' ? withDifferences(contract, { process: { drainLagMs: 0 } }) : contract;
  const lifecycle = createLifecycle(drained, log);
  const metrics = createMetrics(name);
  const link = connect(contract, log, metrics);
  if (link)
    link.onDrain(
      (reason) => void lifecycle.stop('the supervisor says so', reason).then((clean) => exit(clean ? 0 : 1)),
    );
  else stopOnSignals(lifecycle, contract.process, process, exit);
  // Looking for models and opening the database take about as long, and neither needs the other.
  const rosterOpening = openRoster(config);
  rosterOpening.catch(() => {});
  const store = await lifecycle.start(
    'store',
    () => openStore(config, log),
    (open) => open.close(),
  );
  if (role === 'migrate') {
    await lifecycle.stop('the schema is up to date');
    return;
  }
  const bus = await lifecycle.start(
    'bus',
    async () => openBus(config, log),
    (open) => open.close(),
  );
  const roster = await lifecycle.start(
    'models',
    () => rosterOpening,
    async () => {},
  );
  const base: Base = {
    ...{ config, log, lifecycle, store, bus, roster, metrics, link, name },
    version: manifest.version,
    now: () => new Date(),
    random: Math.random,
    // Letters and digits only: an id that began with a dash would be an option to the terminal.
    randomId: () => randomBytes(12).toString('hex'),
    randomSecret: () => randomBytes(32).toString('base64url'),
  };

  const server = role === 'worker' ? null : await startWeb(base);
  if (role !== 'web') await startWork(base);
  lifecycle.ready();
  link?.ready();
  const address = server ? server.url.replace('127.0.0.1', 'localhost') : null;
  if (link) log.info({ address }, 'ready');
  else say(bannerOf({ config, address, roster, startedInMs: performance.now() }));
}

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

function openStore({ contract, databaseUrl, dataDir, port }: Config, log: Log): Promise<Store> {
  if (databaseUrl) {
    const onError = (error: Error) => log.warn({ error }, 'a database connection broke');
    return openPostgres({ url: databaseUrl, contract, onError });
  }
  return openEmbedded({
    dataDir,
    startedAt: new Date().toISOString(),
    ...(port > 0 ? { address: `http://localhost:${port}` } : {}),
    ...(existsSync(packages) ? { cacheDir: fileURLToPath(new URL('.cache/rostrum', packages)) } : {}),
    onProgress: (text) => say(`  ${text}\n`),
  });
}

function openBus({ contract, redisUrl }: Config, log: Log): Bus {
  const onError = (error: unknown) => log.warn({ error }, 'the bus failed');
  if (!redisUrl) return createLocalBus(onError);
  return createRedisBus({ url: redisUrl, contract, timers: systemTimers, random: Math.random, onError });
}

async function openRoster({ contract, environment }: Config): Promise<Roster> {
  const file = environment.ROSTRUM_MODELS_FILE;
  const modelsFile = file === undefined ? null : await readFile(file, 'utf8').catch(unreadable(file));
  const localUrl = contract.agents.localServerSought ? ollamaUrl : null;
  return createRoster({
    env: environment,
    contract,
    modelsFile,
    localUrl,
    clock: systemClock,
    random: Math.random,
  });
}

const unreadable = (file: string) => (error: Error) => {
  throw new BadAgentSettings(`ROSTRUM_MODELS_FILE=${file} cannot be read: ${error.message}`);
};

/** Whose message is for the person who starts the program, and says the cure. */
const forPeople = [NoAdmin, BadEnvironment, BadAgentSettings, CannotOpen, CannotListen];

main().catch((error: unknown) => {
  const known = forPeople.some((kind) => error instanceof kind);
  const text = error instanceof Error ? (known ? error.message : error.stack) : String(error);
  process.stderr.write(`\n${text}\n\n`);
  process.exit(1);
});
