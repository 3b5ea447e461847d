import pg from 'pg';
import type { Contract } from '../../app/contract/types/contract.ts';
import { contractEnvironment } from '../support/processes/contract-environment.ts';
import { createDatabase, type PostgresServer, startPostgres } from '../support/processes/postgres.ts';
import { type RedisServer, redisProgram, startRedis } from '../support/processes/redis.ts';
import { type Balancer, openBalancer } from './balancer.ts';
import { type FailPoints, openFailPoints } from './faults/fail-points.ts';
import { createFleet, type Fleet } from './fleet.ts';

/** The system under test: a database, Redis, processes and one address in front of them. */
export interface Cluster {
  readonly contract: Contract;
  readonly postgres: PostgresServer;
  /** The environment of all processes of the fleet. */
  readonly env: Readonly<Record<string, string>>;
  readonly redisUrl: string;
  readonly fleet: Fleet;
  /** The contract of all processes of the fleet. */
  readonly failPoints: FailPoints;
  readonly balancer: Balancer;
  redis(): RedisServer;
  /** Kills Redis and starts an empty one in its place. */
  replaceRedis(): Promise<void>;
  query(sql: string): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

/** A program that the scenario needs is not installed. */
export class NotInstalledError extends Error {
  override readonly name = 'NotInstalled';
}

/** Starts the cluster; processes that exit are restarted. Throws NotInstalledError. */
export async function openCluster(
  contract: Contract,
  model: string,
  webs: number,
  workers: number,
): Promise<Cluster> {
  const program = redisProgram();
  const postgres = program ? await startPostgres() : null;
  if (!program || !postgres) throw new NotInstalledError('PostgreSQL and Redis are needed');
  let redis = await startRedis(program);
  const { url: redisUrl } = redis;
  const databaseUrl = await createDatabase(postgres.url);
  // One connection for the many small queries of a scenario; it may be lost with the server.
  const queries = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  queries.on('error', () => {});
  const failPoints = openFailPoints();
  const env = {
    ...contractEnvironment(contract),
    ...failPoints.env,
    ROSTRUM_MODEL: model,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
  };
  const fleet = createFleet(env);
  const balancer = await openBalancer(() => fleet.members('web').flatMap(({ port }) => port ?? []));
  const roles = [...Array<'web'>(webs).fill('web'), ...Array<'worker'>(workers).fill('worker')];
  const cluster: Cluster = {
    contract,
    postgres,
    env,
    redisUrl,
    fleet,
    failPoints,
    balancer,
    redis: () => redis,
    async replaceRedis() {
      await redis.stop('SIGKILL');
      redis = await startRedis(program, Number(new URL(redisUrl).port));
    },
    query: async (sql) => (await queries.query(sql)).rows,
    async close() {
      balancer.close();
      fleet.close();
      failPoints.close();
      await redis.stop('SIGKILL');
      await queries.end();
      await postgres.stop();
    },
  };
  try {
    await Promise.all(roles.map(fleet.keepRunning));
  } catch (error) {
    await cluster.close();
    throw error;
  }
  return cluster;
}
