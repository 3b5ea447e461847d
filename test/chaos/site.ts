import { createDatabase, execute, type PostgresServer, startPostgres } from '../support/postgres.ts';
import { type RedisServer, redisProgram, startRedis } from '../support/redis.ts';
import { type Balancer, openBalancer } from './balancer.ts';
import { type FailPoints, openFailPoints } from './fail-points.ts';
import { createFleet, type Fleet } from './fleet.ts';

/** What a scenario disturbs: a database, a Redis, processes, and the one address in front of them. */
export interface Site {
  readonly postgres: PostgresServer;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly fleet: Fleet;
  /** Of all processes of the fleet. */
  readonly failPoints: FailPoints;
  readonly balancer: Balancer;
  redis(): RedisServer;
  /** Kills Redis, and starts an empty one in its place. */
  replaceRedis(): Promise<void>;
  query(sql: string): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

/** Where what a scenario needs is not installed. */
export class NotInstalled extends Error {
  override readonly name = 'NotInstalled';
}

/** Opens it with processes that are started anew when they end, and all have `env`. Throws NotInstalled. */
export async function openSite(
  env: Readonly<Record<string, string>>,
  webs: number,
  workers: number,
): Promise<Site> {
  const program = redisProgram();
  const postgres = program ? await startPostgres() : null;
  if (!program || !postgres) throw new NotInstalled('PostgreSQL and Redis are needed');
  let redis = await startRedis(program);
  const { url: redisUrl } = redis;
  const databaseUrl = await createDatabase(postgres.url);
  const failPoints = openFailPoints();
  const shared = { ...env, ...failPoints.env };
  const fleet = createFleet({ ...shared, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl });
  const balancer = await openBalancer(() => fleet.members('web').flatMap(({ port }) => port ?? []));
  const roles = [...Array<'web'>(webs).fill('web'), ...Array<'worker'>(workers).fill('worker')];
  const site: Site = {
    ...{ postgres, databaseUrl, redisUrl, fleet, failPoints, balancer },
    redis: () => redis,
    async replaceRedis() {
      await redis.stop('SIGKILL');
      redis = await startRedis(program, Number(new URL(redisUrl).port));
    },
    query: (sql) => execute(databaseUrl, sql),
    async close() {
      balancer.close();
      fleet.close();
      failPoints.close();
      await redis.stop('SIGKILL');
      await postgres.stop();
    },
  };
  try {
    await Promise.all(roles.map(fleet.keep));
  } catch (error) {
    await site.close();
    throw error;
  }
  return site;
}
