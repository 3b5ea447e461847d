import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { StoreOpenError } from '../../../app/store/errors.ts';
import { openPostgres } from '../../../app/store/postgres/open.ts';
import { choosePoolSize } from '../../../app/store/postgres/pool-size.ts';
import type { Store } from '../../../app/store/store.ts';
import {
  createDatabase,
  execute,
  type PostgresServer,
  startPostgres,
} from '../../support/processes/postgres.ts';

const development = profile('development');
const alone = { processes: 1, isDeployed: false, connectionsMax: null };

describe('choosePoolSize', () => {
  test('keeps the size of the contract where all processes fit', () => {
    expect(choosePoolSize(development, alone, 100)).toEqual({ poolMax: 10, notice: null });
    expect(choosePoolSize(development, { ...alone, processes: 8 }, 100).poolMax).toBe(10);
  });

  test('shrinks the pools of many processes, with one more while a process is replaced', () => {
    const { poolMax, notice } = choosePoolSize(development, { ...alone, processes: 12 }, 100);
    expect(poolMax).toBe(7);
    expect(13 * poolMax).toBeLessThanOrEqual(95);
    expect(notice).toBe(
      'The database accepts 100 connections for this program, 5 of them in reserve, and 13 pools (WORKERS and one ' +
        'more) of 10 would need 130. Each pool has 7 connections instead.',
    );
  });

  test('refuses where even the smallest pools are too many, with the fix', () => {
    const open = () => choosePoolSize(development, { ...alone, processes: 12 }, 30);
    expect(open).toThrow(StoreOpenError);
    expect(open).toThrow(
      'each needs at least 2. Cure: raise max_connections of PostgreSQL to 135, or start fewer',
    );
  });

  test('counts the share of this program without a reserve', () => {
    expect(choosePoolSize(development, { ...alone, processes: 4, connectionsMax: 20 }, 100).poolMax).toBe(4);
  });

  test('counts all tasks of a deployment during a rollout', () => {
    const selfHosted = profile('self-hosted');
    const deployed = { ...alone, isDeployed: true };
    expect(choosePoolSize(selfHosted, deployed, 200)).toEqual({ poolMax: 10, notice: null });
    expect(choosePoolSize(selfHosted, deployed, 100)).toMatchObject({
      poolMax: 5,
      notice: expect.stringContaining('17 pools (of the deployment during a rollout)'),
    });
  });
});

describe.skipIf(inject('postgresUrl') === null)('twelve processes on a server with 100 connections', () => {
  const contract = applyOverrides(profile('test'), { database: { acquireMs: 8000, statementMs: 8000 } });
  let server: PostgresServer;
  let url: string;
  const stores: Store[] = [];
  beforeAll(async () => {
    const started = await startPostgres(100);
    if (started === null) throw new Error('PostgreSQL does not start');
    server = started;
    url = await createDatabase(server.url);
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    await server?.stop();
  });

  test('never open more than it accepts, however many statements wait', async () => {
    const sharing = { ...alone, processes: 12 };
    for (let index = 0; index < 12; index += 1)
      stores.push(await openPostgres({ url, contract, sharing, onError: () => {} }));
    const locked = execute(url, 'begin; lock table debates; select pg_sleep(2); commit');
    const gets = stores.flatMap((store) =>
      Array.from({ length: 20 }, (_, index) => store.get('tenant', `none-${index}`)),
    );
    expect(await Promise.all(gets)).toEqual(gets.map(() => null));
    await locked;
    expect(stores.map((store) => store.poolStats().connectionsMax)).toEqual(stores.map(() => 7));
  });

  test('are refused where the role may not open enough', async () => {
    await execute(url, 'create role small login connection limit 10');
    await execute(url, `grant all on all tables in schema public to small`);
    const small = new URL(url);
    small.username = 'small';
    const opening = openPostgres({
      url: small.href,
      contract,
      sharing: { ...alone, processes: 12 },
      onError: () => {},
    });
    await expect(opening).rejects.toThrow('The database accepts 10 connections for this program');
  });
});
