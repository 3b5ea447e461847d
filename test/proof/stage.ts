import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../app/contract/contract.ts';
import { withDifferences } from '../../app/contract/profiles.ts';
import { processNameVariable } from '../../app/process/cluster-process.ts';
import { type Nginx, startNginx } from '../support/nginx.ts';
import { createDatabase, execute, startPostgres } from '../support/postgres.ts';
import { type Program, spawnProgram, startProgram } from '../support/program.ts';
import { redisProgram, startRedis } from '../support/redis.ts';
import { cacheDir } from '../support/temporary.ts';
import { withContract } from '../support/with-contract.ts';
import { ask } from './asking.ts';
import { factorOf, type Row } from './row.ts';
import { wholeContract } from './scale.ts';

/** What all rows stand on. */
export interface Servers {
  readonly postgresUrl: string;
  readonly redisUrl: string;
  stop(): Promise<void>;
}

type Env = Readonly<Record<string, string>>;

/** One run of a row: processes and gateways of its own, on a database of its own. */
export interface Stage {
  /** What the platform, which the row plays, goes by. */
  readonly contract: Contract;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A web process, unless `env` says otherwise. */
  start(env?: Env): Promise<Program>;
  /** Starts a process that may never serve; the program itself, unless there is another entry. */
  spawn(env?: Env, entry?: string): ReturnType<typeof spawnProgram>;
  gateway(programs: readonly Program[]): Promise<Nginx>;
  /** Puts a question; while there is no worker, nothing comes of it. */
  debate(url: string, settings?: object): Promise<string>;
  query(sql: string): Promise<readonly unknown[]>;
  /** To be done when the run is over, the last first. */
  after(undo: () => void | Promise<void>): void;
}

/** No run takes half as long. */
const patienceMs = 150_000;
const key = `rk_${randomBytes(8).toString('hex')}_${randomBytes(32).toString('base64url')}`;
const common: Env = {
  NODE_COMPILE_CACHE: join(cacheDir, 'compiled'),
  ROSTRUM_ADMIN_KEY: key,
  ROSTRUM_KEY_PEPPER: randomBytes(32).toString('hex'),
  ROSTRUM_SIGNING_KEY: randomBytes(32).toString('hex'),
};
const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };

/** Null where PostgreSQL or Redis is not installed. */
export async function openServers(): Promise<Servers | null> {
  const program = redisProgram();
  const postgres = program ? await startPostgres() : null;
  if (!program || !postgres) return null;
  const redis = await startRedis(program);
  return {
    ...{ postgresUrl: postgres.url, redisUrl: redis.url },
    stop: async () => void (await Promise.all([postgres.stop(), redis.stop()])),
  };
}

export interface Contracts {
  readonly whole: Contract;
  readonly broken: Contract;
}

export function contractsOf(row: Row): Contracts {
  const whole = withDifferences(wholeContract(factorOf(row), row.profile), row.both ?? {});
  return { whole, broken: withDifferences(whole, row.breaks(whole)) };
}

/** Runs a row once, and leaves nothing behind. */
export async function onStage<T>(
  { postgresUrl, redisUrl }: Servers,
  row: Row,
  isBroken: boolean,
  run: (stage: Stage) => Promise<T>,
): Promise<T> {
  const { whole, broken } = contractsOf(row);
  const ofLayer = (layer: Row['drift']) =>
    isBroken && (row.drift === undefined || row.drift === layer) ? broken : whole;
  const undoing: (() => void | Promise<void>)[] = [];
  const after = (undo: () => void | Promise<void>) => void undoing.push(undo);
  const databaseUrl = await createDatabase(postgresUrl);
  const own: Env = {
    ...common,
    ...{ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl },
    ROSTRUM_ROLE: 'web',
    ...withContract(ofLayer('processes'), new URL('./unchecked.ts', import.meta.url)),
    ROSTRUM_MODEL: row.model ?? 'rehearsal?tps=5&ttftMs=300&words=200',
  };
  let started = 0;
  const named = (env: Env): Env => {
    started += 1;
    return { ...own, [processNameVariable]: `p${started}`, ...env };
  };
  const post = (url: string, path: string, body: object) =>
    ask(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const stage: Stage = {
    ...{ contract: ofLayer(undefined), databaseUrl, redisUrl, headers, after },
    async start(env = {}) {
      const program = await startProgram(named(env));
      after(() => void program.child.kill('SIGKILL'));
      return program;
    },
    spawn(env = {}, entry) {
      const spawned = spawnProgram(named(env), entry);
      after(() => void spawned.child.kill('SIGKILL'));
      return spawned;
    },
    async gateway(programs) {
      if (row.shownBy !== 'nginx') throw new Error(`${row.id} has a gateway: its row says shownBy 'nginx'`);
      const nginx = await startNginx(ofLayer('nginx'), programs.map(portOf));
      after(nginx.stop);
      return nginx;
    },
    async debate(url, settings = {}) {
      const made = await post(url, '/api/v1/debates', {
        question: 'Should the depot be moved?',
        ...settings,
      });
      if (made.status !== 202) throw new Error(`no debate: ${made.status} ${made.body}`);
      return JSON.parse(made.body).id;
    },
    query: (sql) => execute(databaseUrl, sql),
  };
  try {
    const late = pause(patienceMs, null, { ref: false }).then(() =>
      Promise.reject(new Error(`not over after ${patienceMs} ms`)),
    );
    return await Promise.race([run(stage), late]);
  } finally {
    for (const undo of undoing.reverse()) await undo();
  }
}

export const portOf = ({ url }: Pick<Program, 'url'>): number => Number(new URL(url).port);
