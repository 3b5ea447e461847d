import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { applyOverrides } from '../../app/contract/overrides.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { processNameVariable } from '../../app/runtime/supervisor/process.ts';
import { contractEnvironment, preloadEnvironment } from '../support/processes/contract-environment.ts';
import { startNginx } from '../support/processes/nginx.ts';
import { createDatabase, execute, startPostgres } from '../support/processes/postgres.ts';
import { spawnProgram, startProgram } from '../support/processes/program.ts';
import { redisProgram, startRedis } from '../support/processes/redis.ts';
import { type Experiment, factorOf } from './experiment.ts';
import { sendRequest } from './http-request.ts';
import { buildChangedProgram, changedProgram } from './program.ts';
import { intactContract } from './scale.ts';
import { type Env, portOf, type TestBed } from './test-bed.ts';

/** Shared by all experiments. */
export interface Servers {
  readonly postgresUrl: string;
  readonly redisUrl: string;
  stop(): Promise<void>;
}

/** Twice the longest run. */
const runTimeoutMs = 150_000;
const key = `rk_${randomBytes(8).toString('hex')}_${randomBytes(32).toString('base64url')}`;
const commonEnv: Env = {
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
  const [redis] = await Promise.all([startRedis(program), buildChangedProgram()]);
  return {
    postgresUrl: postgres.url,
    redisUrl: redis.url,
    stop: async () => void (await Promise.all([postgres.stop(), redis.stop()])),
  };
}

export interface Contracts {
  readonly intact: Contract;
  readonly broken: Contract;
}

export function experimentContracts(experiment: Experiment): Contracts {
  const intact = applyOverrides(
    intactContract(factorOf(experiment), experiment.profile),
    experiment.commonOverrides ?? {},
  );
  return { intact, broken: applyOverrides(intact, experiment.mutate(intact)) };
}

/** Runs the experiment once and cleans up. */
export async function withTestBed<T>(
  { postgresUrl, redisUrl }: Servers,
  experiment: Experiment,
  isBroken: boolean,
  run: (testBed: TestBed) => Promise<T>,
): Promise<T> {
  const { intact, broken } = experimentContracts(experiment);
  const contractFor = (layer: Experiment['driftedLayer']) =>
    isBroken && (experiment.driftedLayer === undefined || experiment.driftedLayer === layer)
      ? broken
      : intact;
  const cleanups: (() => void | Promise<void>)[] = [];
  const onCleanup = (cleanup: () => void | Promise<void>) => void cleanups.push(cleanup);
  const databaseUrl = await createDatabase(postgresUrl);
  const baseEnv: Env = {
    ...commonEnv,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    ROSTRUM_ROLE: 'web',
    ...contractEnvironment(contractFor('processes')),
    ...preloadEnvironment(new URL('./skip-contract-check.ts', import.meta.url)),
    ROSTRUM_MODEL: experiment.model ?? 'rehearsal?tps=5&ttftMs=300&words=200',
  };
  let started = 0;
  const withName = (env: Env): Env => {
    started += 1;
    return { ...baseEnv, [processNameVariable]: `p${started}`, ...env };
  };
  const post = (url: string, path: string, body: object) =>
    sendRequest(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const testBed: TestBed = {
    contract: contractFor(undefined),
    databaseUrl,
    redisUrl,
    headers,
    onCleanup,
    async start(env = {}) {
      const program = await startProgram(withName(env), changedProgram);
      onCleanup(() => void program.child.kill('SIGKILL'));
      return program;
    },
    spawn(env = {}, entry = changedProgram) {
      const spawned = spawnProgram(withName(env), entry);
      onCleanup(() => void spawned.child.kill('SIGKILL'));
      return spawned;
    },
    async startGateway(programs) {
      if (experiment.platform !== 'nginx')
        throw new Error(`${experiment.id} starts a gateway: set its platform to 'nginx'`);
      const nginx = await startNginx(contractFor('nginx'), programs.map(portOf));
      onCleanup(nginx.stop);
      return nginx;
    },
    async createDebate(url, settings = {}) {
      const response = await post(url, '/api/v1/debates', {
        question: 'Should the depot be moved?',
        ...settings,
      });
      if (response.status !== 202)
        throw new Error(`the debate was not created: ${response.status} ${response.body}`);
      return JSON.parse(response.body).id;
    },
    query: (sql) => execute(databaseUrl, sql),
  };
  try {
    const timeout = pause(runTimeoutMs, null, { ref: false }).then(() =>
      Promise.reject(new Error(`timed out after ${runTimeoutMs} ms`)),
    );
    return await Promise.race([run(testBed), timeout]);
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}
