import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AgentConfigError, type Roster } from '../agents/agent.ts';
import { systemClock as agentClock } from '../agents/clock.ts';
import { ollamaUrl } from '../agents/providers/compatible-server.ts';
import { createRoster } from '../agents/roster.ts';
import type { Config } from '../config/config.ts';
import { type Bus, createLocalBus } from '../live/bus.ts';
import { createRedisBus } from '../live/redis.ts';
import type { Log } from '../runtime/log.ts';
import { systemClock } from '../shared/clock.ts';
import { isInitialized } from '../store/embedded/initialize-cluster.ts';
import { openEmbedded } from '../store/embedded/open.ts';
import { openPostgres } from '../store/postgres/open.ts';
import type { Store } from '../store/store.ts';

/** Where the packages of a checkout are; a deployed program has none. Sources and bundle both lie one folder deep. */
const packagesUrl = new URL('../../node_modules/', import.meta.url);

/** PostgreSQL, or without its address the embedded database, whose first start says how far it is. */
export function openStore(
  { contract, databaseUrl, dataDir, port }: Config,
  log: Log,
  startedAt: Date,
  say: (text: string) => void,
): Promise<Store> {
  if (databaseUrl) {
    const onError = (error: Error) => log.warn({ error }, 'a database connection broke');
    return openPostgres({ url: databaseUrl, contract, onError });
  }
  return openEmbedded({
    dataDir,
    startedAt: startedAt.toISOString(),
    ...(port > 0 ? { address: `http://localhost:${port}` } : {}),
    ...(existsSync(packagesUrl) ? { cacheDir: fileURLToPath(new URL('.cache/rostrum', packagesUrl)) } : {}),
    onProgress: (text) => say(`  ${text}\n`),
  });
}

/** Whether opening the store will make a database: nothing is in it then. */
export const isNewDatabase = ({ databaseUrl, dataDir }: Config): boolean =>
  databaseUrl === null && !isInitialized(dataDir);

/** Redis, or without its address this process alone. */
export function openBus({ contract, redisUrl }: Config, log: Log, random: () => number): Bus {
  const onError = (error: unknown) => log.warn({ error }, 'the bus failed');
  if (!redisUrl) return createLocalBus(onError);
  return createRedisBus({ url: redisUrl, contract, clock: systemClock, random, onError });
}

/** The models at hand. */
export async function openRoster({ contract, environment }: Config, random: () => number): Promise<Roster> {
  const file = environment.ROSTRUM_MODELS_FILE;
  const modelsFile = file === undefined ? null : await readFile(file, 'utf8').catch(throwUnreadable(file));
  const localUrl = contract.agents.detectLocalServer ? ollamaUrl : null;
  return createRoster({
    env: environment,
    contract,
    modelsFile,
    localUrl,
    clock: agentClock,
    random,
  });
}

const throwUnreadable = (file: string) => (error: Error) => {
  throw new AgentConfigError(
    `ROSTRUM_MODELS_FILE=${file} cannot be read: ${error.message}. Cure: name a JSON file that this user may read, ` +
      'or unset it.',
  );
};
