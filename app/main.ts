import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };
import { BadAgentSettings, type Roster } from './agents/agent.ts';
import { systemClock } from './agents/clock.ts';
import { ollamaUrl } from './agents/probe.ts';
import { createRoster } from './agents/roster.ts';
import { bannerOf } from './banner.ts';
import { BadEnvironment, type Config, parseConfig } from './config.ts';
import { canonical } from './contract/derive.ts';
import { variables } from './contract/env.ts';
import { createApp } from './http/app.ts';
import { CannotListen, listen, type RunningServer } from './http/server.ts';
import { type Bus, createLocalBus } from './live/bus.ts';
import { createCounts, type LiveCounts } from './live/counts.ts';
import { createDeltas } from './live/deltas.ts';
import { createHub } from './live/follow.ts';
import { publishEvents } from './live/messages.ts';
import { createRedisBus } from './live/redis.ts';
import { systemTimers } from './live/timers.ts';
import { createViewers } from './live/viewers.ts';
import { pageAssets } from './page/assets.ts';
import { createLifecycle, type Lifecycle, stopOnSignals } from './process/lifecycle.ts';
import { createLog, type Log } from './process/log.ts';
import { createMetrics, type Metrics } from './process/metrics.ts';
import { openEmbedded } from './store/embedded.ts';
import { CannotOpen, isOutage } from './store/errors.ts';
import { openPostgres } from './store/postgres.ts';
import type { Store } from './store/store.ts';
import { startWorker, type Worker } from './work/worker.ts';

/** What every role stands on. */
interface Base {
  readonly config: Config;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  readonly store: Store;
  readonly bus: Bus;
  readonly roster: Roster;
  readonly metrics: Metrics | null;
  readonly owner: string;
}

/** Where the packages of a checkout are; a deployed program has none. Sources and bundle both lie one folder deep. */
const packages = new URL('../node_modules/', import.meta.url);

const say = (text: string) => process.stdout.write(text);

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const owner = `${config.role}-${process.pid}`;
  process.title = `rostrum: ${config.role}`;
  const log = await createLog({
    level: config.logLevel,
    process: owner,
    pretty: process.stdout.isTTY,
    secrets: secretsOf(config),
  });
  process.on('unhandledRejection', (error) =>
    log.error({ error }, 'a promise was rejected and nobody listened'),
  );

  const lifecycle = createLifecycle(config.contract, log);
  stopOnSignals(lifecycle, config.contract.process, process, (code) => process.exit(code));
  // Looking for models and opening the database take about as long, and neither needs the other.
  const rosterOpening = openRoster(config);
  rosterOpening.catch(() => {});
  const store = await lifecycle.start(
    'store',
    () => openStore(config, log),
    (open) => open.close(),
  );
  if (config.role === 'migrate') {
    await lifecycle.stop('the schema is up to date');
    return;
  }
  const bus = await lifecycle.start(
    'bus',
    async () => openBus(config, log),
    (open) => open.close(),
  );
  const roster = await rosterOpening;
  const metrics = config.metricsEnabled ? createMetrics(owner) : null;
  const base: Base = { config, log, lifecycle, store, bus, roster, metrics, owner };

  const server = config.role === 'worker' ? null : await startWeb(base);
  if (config.role !== 'web') await lifecycle.start('worker', () => openWorker(base), drainWorker);
  lifecycle.ready();
  const { defaultModel: model, why } = roster;
  const address = server ? server.url.replace('127.0.0.1', 'localhost') : null;
  say(bannerOf({ config, address, model, why, startedInMs: performance.now() }));
}

/** Values that must never be written to a log. */
function secretsOf({ environment }: Config): string[] {
  return Object.entries(variables).flatMap(([name, variable]) => {
    const value = Object.entries(environment).find(([set]) => set === name)?.[1];
    return 'secret' in variable && value ? [value] : [];
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

/** Hub, viewers and server: the parts of a process that answers people. */
async function startWeb(base: Base): Promise<RunningServer> {
  const { config, log, lifecycle, store, bus, metrics } = base;
  const { contract, host, port } = config;
  const counts = createCounts();
  if (metrics) countLive(metrics, counts);
  const viewers = createViewers({ contract, timers: systemTimers, random: Math.random, counts });
  const onError = (error: unknown) => log.warn({ error }, 'reading a log failed; it is tried again');
  const hub = await lifecycle.start(
    'hub',
    async () => createHub({ store, bus, contract, timers: systemTimers, counts, onError }),
    async (open) => open.close(),
  );
  const app = createApp({
    ...base,
    contract,
    contractHash: createHash('sha256').update(canonical(contract)).digest('hex'),
    version: manifest.version,
    hub,
    viewers,
    assets: pageAssets(),
    readiness: { checks: checksOf(base), isReady: lifecycle.isReady },
    timers: systemTimers,
    now: () => new Date(),
    randomId: () => randomBytes(12).toString('base64url'),
    isOutage,
    loopback: true,
  });
  return lifecycle.start(
    'server',
    () => listen({ app, contract, viewers, host, port }),
    async (server, cut) => {
      await server.close(cut);
      viewers.close();
    },
  );
}

/** A bus that is away degrades a process, which the log and the metrics say; it does not make it useless. */
const checksOf = ({ store }: Base) => ({ database: (signal: AbortSignal) => store.ping(signal) });

function countLive(metrics: Metrics, counts: LiveCounts): void {
  metrics.gauge('viewers_sse', 'Viewers over server-sent events', () => counts.open.sse);
  metrics.gauge('viewers_socket', 'Viewers over WebSocket', () => counts.open.socket);
  metrics.counter('live_frames', 'Frames handed to viewers', () => counts.frames);
  metrics.counter('live_bytes', 'Bytes handed to viewers', () => counts.bytes);
  metrics.counter('live_deltas_dropped', 'Deltas that slow viewers were spared', () => counts.deltasDropped);
  metrics.counter('live_snapshots', 'Snapshots of running turns sent', () => counts.snapshots);
  metrics.counter('live_resets', 'Viewers whose cursor was beyond the log', () => counts.resets);
  metrics.counter('live_slow', 'Viewers closed because they could not keep up', () => counts.slow);
  metrics.counter('live_refused', 'Viewers refused because the process was full', () => counts.refused);
  metrics.counter('live_dead', 'Viewers found dead', () => counts.dead);
}

async function openWorker(base: Base): Promise<Worker> {
  const { config, log, store, bus, roster, metrics, owner } = base;
  const { contract } = config;
  const worker = await startWorker({
    store,
    bus,
    roster,
    contract,
    // Two processes may have the same pid on two machines.
    owner: `${owner}-${randomBytes(4).toString('hex')}`,
    now: () => new Date(),
    announce: (events) => publishEvents(bus, events),
    openDeltas: (debate) => createDeltas({ debate, bus, contract, timers: systemTimers }),
    onBug: (error, about) => log.error({ ...about, error }, 'a turn failed by our own fault'),
    onOutage: (error, doing) => log.warn({ doing, error }, 'the store failed; it is tried again'),
  });
  metrics?.gauge('debates_running', 'Debates that this process advances', worker.running);
  return worker;
}

const drainWorker = (worker: Worker, cut: AbortSignal) => worker.drain(cut);

/** Whose message is for the person who starts the program, and says the cure. */
const forPeople = [BadEnvironment, BadAgentSettings, CannotOpen, CannotListen];

main().catch((error: unknown) => {
  const known = forPeople.some((kind) => error instanceof kind);
  const text = error instanceof Error ? (known ? error.message : error.stack) : String(error);
  process.stderr.write(`\n${text}\n\n`);
  process.exit(1);
});
