import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Roster } from '../agents/agent.ts';
import { createPacedSend } from '../agents/providers/transport/send.ts';
import { createRoster } from '../agents/roster.ts';
import { ollamaUrl } from '../agents/servers/endpoints.ts';
import type { Config } from '../config/config.ts';
import { type Bus, createLocalBus } from '../live/bus.ts';
import { createRedisBus } from '../live/redis.ts';
import type { Lifecycle } from '../runtime/lifecycle.ts';
import type { Log } from '../runtime/log.ts';
import type { BatchTimer } from '../shared/batch-timer.ts';
import { systemClock } from '../shared/clock.ts';
import { isInitialized } from '../store/embedded/initialize-cluster.ts';
import { openEmbedded } from '../store/embedded/open.ts';
import { openPostgres } from '../store/postgres/open.ts';
import type { Store } from '../store/store.ts';
import { environmentDeps } from './process-environment.ts';

/** The package folder of a checkout, as seen from the bundle and from this file; a deployment has none. */
const packagesUrl = ['../node_modules/', '../../node_modules/']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url));

/** Opens PostgreSQL, or without DATABASE_URL the embedded database, which prints its progress on the first start. */
export function openStore(
  config: Config,
  log: Log,
  startedAt: Date,
  print: (text: string) => void,
): Promise<Store> {
  const { contract, databaseUrl, dataDir, port } = config;
  if (databaseUrl) {
    const onError = (error: Error) => log.warn({ error }, 'database connection lost');
    const onNotice = (text: string) => log.warn(text);
    return openPostgres({ url: databaseUrl, contract, sharing: config.poolSharing, onError, onNotice });
  }
  return openEmbedded({
    dataDir,
    startedAt: startedAt.toISOString(),
    ...(port > 0 ? { address: `http://localhost:${port}` } : {}),
    ...(packagesUrl ? { cacheDir: fileURLToPath(new URL('.cache/rostrum', packagesUrl)) } : {}),
    onProgress: (text) => print(`  ${text}\n`),
  });
}

/** True if openStore will create a new, empty database. */
export const isNewDatabase = ({ databaseUrl, dataDir }: Config): boolean =>
  databaseUrl === null && !isInitialized(dataDir);

/** Opens the Redis bus, or without REDIS_URL a bus within this process. */
export function openBus({ contract, redisUrl }: Config, log: Log, random: () => number): Bus {
  const onError = (error: unknown) => log.warn({ error }, 'bus error');
  if (!redisUrl) return createLocalBus(onError);
  return createRedisBus({ url: redisUrl, contract, clock: systemClock, random, onError });
}

/** Opens the store; the lifecycle closes it. */
export const startStore = (
  config: Config,
  log: Log,
  lifecycle: Lifecycle,
  print: (text: string) => void,
): Promise<Store> =>
  lifecycle.start(
    'store',
    () => openStore(config, log, environmentDeps.now(), print),
    (store) => store.close(),
  );

/** Opens the bus; the lifecycle closes it. */
export const startBus = (config: Config, log: Log, lifecycle: Lifecycle): Promise<Bus> =>
  lifecycle.start(
    'bus',
    async () => openBus(config, log, environmentDeps.random),
    (bus) => bus.close(),
  );

/** Opens the roster of available models. Throws AgentConfigError. */
export function openRoster(
  { contract, environment, modelsFile }: Config,
  batchTimer: BatchTimer,
  random: () => number,
): Promise<Roster> {
  return createRoster({
    env: environment,
    contract,
    modelsFile: modelsFile?.text ?? null,
    serverKeys: modelsFile?.keys ?? {},
    localUrl: contract.agents.detectLocalServer ? ollamaUrl : null,
    clock: systemClock,
    random,
    send: createPacedSend({ batchTimer, clock: systemClock }),
  });
}
