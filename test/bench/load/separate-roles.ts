import type { ChildProcess } from 'node:child_process';
import pg from 'pg';
import { type Client, createClient } from '../../../app/client/client.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { formatCredential } from '../../../app/http/auth/credentials.ts';
import { contractEnvironment } from '../../support/processes/contract-environment.ts';
import { createDatabase, startPostgres } from '../../support/processes/postgres.ts';
import { type RunningProgram, startProgram, startWorkerProgram } from '../../support/processes/program.ts';
import { redisProgram, startRedis } from '../../support/processes/redis.ts';
import type { BenchResult } from '../row.ts';
import { readParent, readTreeCpuSeconds } from './process-cpu.ts';

/** Web and worker processes on PostgreSQL and Redis, as a deployment runs them. */
export interface SeparateRoles {
  readonly web: RunningProgram;
  readonly workers: readonly ChildProcess[];
  readonly client: Client;
  /** Runs SQL with the rights of the program. */
  readonly query: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Of PostgreSQL, so far. */
  readonly databaseCpuSeconds: () => number;
}

export interface SeparateRolesOptions {
  readonly contract: Contract;
  readonly workers: number;
  readonly variables?: Readonly<Record<string, string>>;
  /** Further ones of the web process. */
  readonly webVariables?: Readonly<Record<string, string>>;
}

export const benchKey = formatCredential({ id: 'bench-key', secret: 'k'.repeat(43) });

/** Starts them, measures, and stops them. */
export async function withSeparateRoles(
  { contract, workers: count, variables: further = {}, webVariables = {} }: SeparateRolesOptions,
  measure: (roles: SeparateRoles) => Promise<BenchResult>,
): Promise<BenchResult> {
  const redis = redisProgram();
  const postgres = redis === null ? null : await startPostgres();
  if (redis === null || postgres === null)
    return {
      figures: { 'not measured': 'it needs PostgreSQL and Redis: apt-get install postgresql redis-server' },
      goals: [],
    };
  const server = await startRedis(redis);
  const children: ChildProcess[] = [];
  const databaseUrl = await createDatabase(postgres.url);
  const database = new pg.Client({ connectionString: databaseUrl });
  try {
    await database.connect();
    const variables = {
      ...contractEnvironment(contract),
      DATABASE_URL: databaseUrl,
      REDIS_URL: server.url,
      ROSTRUM_ADMIN_KEY: benchKey,
      ROSTRUM_KEY_PEPPER: 'p'.repeat(contract.access.pepperCharsMin),
      ...further,
    };
    const web = await startProgram({ ...variables, ROSTRUM_ROLE: 'web', ...webVariables }, undefined, []);
    children.push(web.child);
    const workers: ChildProcess[] = [];
    for (let index = 0; index < count; index += 1) {
      const { child } = await startWorkerProgram(variables);
      children.push(child);
      workers.push(child);
    }
    const client = createClient({ baseUrl: web.url, apiKey: benchKey });
    const query = async (sql: string) => (await database.query<Record<string, unknown>>(sql)).rows;
    const [backend] = await query('select pg_backend_pid() as pid');
    const postmaster = readParent(Number(backend?.pid));
    const databaseCpuSeconds = () => readTreeCpuSeconds(postmaster);
    return await measure({ web, workers, client, query, databaseCpuSeconds });
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await database.end();
    await server.stop('SIGKILL');
    await postgres.stop();
  }
}
