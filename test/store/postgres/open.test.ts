import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import {
  DatabaseTooNewError,
  isConnectionLost,
  isOutage,
  StoreOpenError,
} from '../../../app/store/errors.ts';
import { openPostgres } from '../../../app/store/postgres/open.ts';
import type { Store } from '../../../app/store/store.ts';
import { createDatabase, execute } from '../../support/processes/postgres.ts';
import { appendRequest, claimLeases, createDebate, debateKey, longLeaseMs } from '../fixtures.ts';

const serverUrl = inject('postgresUrl');
const base = profile('test');
/** Timeouts short enough for a test. */
const shortTimeouts = applyOverrides(base, {
  database: { poolMax: 2, acquireMs: 2000, statementMs: 800, lockMs: 100 },
  edge: { marginMs: 50 },
});

describe.skipIf(serverUrl === null)('the store on a PostgreSQL server', () => {
  let url: string;
  let errors: Error[];
  let closing: (() => Promise<unknown>)[];

  beforeEach(async () => {
    url = await createDatabase(serverUrl ?? '');
    errors = [];
    closing = [];
  });
  afterEach(async () => {
    for (const close of closing.reverse()) await close();
  });

  async function open(address = url, contract = base): Promise<Store> {
    const store = await openPostgres({ url: address, contract, onError: (error) => errors.push(error) });
    closing.push(() => store.close());
    return store;
  }

  /** The connections of this test's stores. */
  const fromActivity = `from pg_stat_activity where datname = current_database() and application_name = 'rostrum'`;
  const terminate = () => execute(url, `select pg_terminate_backend(pid) ${fromActivity}`);

  const waitingForLock = `select pid ${fromActivity} and wait_event_type = 'Lock'`;

  /** Holds a lock until the returned function is called or the test ends. */
  async function lock(statement: string): Promise<() => Promise<unknown>> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    closing.push(() => client.end());
    await client.query('begin');
    await client.query(statement);
    return () => client.query('rollback');
  }
  const lockRow = (debate: string) => lock(`select 1 from debates where id = '${debate}' for update`);
  const lockTable = () => lock('lock table debates in exclusive mode');

  it('migrates once when several processes start at once', async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, () => open()));
    await Promise.all(stores.map((store) => createDebate(store)));
    const migrations = await execute(url, 'select name from kysely_migration');
    expect(migrations).toEqual([{ name: '0001-first-release' }]);
  });

  it('opens after an additive migration of a newer program and refuses a breaking one', async () => {
    await open();
    const later = (name: string) =>
      execute(url, `insert into kysely_migration values ('${name}', '2030-01-01T00:00:00.000Z')`);
    await later('9998-later');
    await createDebate(await open());
    await later('9999-later-breaking');
    await expect(open()).rejects.toThrow(DatabaseTooNewError);
    await expect(open()).rejects.toThrow('(9999-later-breaking)');
  });

  it('refuses a database of a version from before the first release', async () => {
    await open();
    await execute(url, `update kysely_migration set name = '0001-debates'`);
    await expect(open()).rejects.toThrow(/from before the first release.*Cure: move the data/);
  });

  it('names an unreachable server without its password', async () => {
    const opening = open('postgresql://user:secret@127.0.0.1:1/rostrum');
    await expect(opening).rejects.toThrow(StoreOpenError);
    await expect(opening).rejects.toThrow(/127\.0\.0\.1:1 .*Cure: check that it runs/);
    await expect(opening).rejects.not.toThrow('secret');
  });

  it('reports a missing database with a fix', async () => {
    const missing = new URL(url);
    missing.pathname = 'none';
    await expect(open(missing.href)).rejects.toThrow(
      /"none" does not exist.*Cure: check the user, password and database/,
    );
  });

  it('reconnects after the server has ended an idle connection', async () => {
    const store = await open();
    const { debate } = await createDebate(store);
    await terminate();
    await expect.poll(() => errors).toHaveLength(1);
    expect(isOutage(errors[0])).toBe(true);
    expect(await store.latestSeqs([debateKey(debate)])).toEqual(new Map([[debate, 1]]));
  });

  it('retries an append whose connection the server ended', async () => {
    const store = await open();
    const first = await createDebate(store);
    const unlock = await lockRow(first.debate);
    const waiting = store.append(appendRequest(first));
    await expect.poll(() => execute(url, waitingForLock)).toHaveLength(1);
    await terminate();
    await expect.poll(() => execute(url, waitingForLock)).toHaveLength(1);
    await unlock();
    expect(await waiting).toMatchObject({ outcome: 'appended' });
    expect(await store.latestSeqs([debateKey(first.debate)])).toEqual(new Map([[first.debate, 2]]));
  });

  it('does not retry a claim, which is not idempotent, and reports the outage', async () => {
    const store = await open();
    const first = await createDebate(store);
    const unlock = await lockTable();
    const waiting = claimLeases(store, 'one', 1, longLeaseMs).catch((error: unknown) => error);
    await expect.poll(() => execute(url, waitingForLock)).toHaveLength(1);
    await terminate();
    expect(isConnectionLost(await waiting)).toBe(true);
    await unlock();
    // The pool may hand out the dead connection once more before it notices its end.
    const claim = () => claimLeases(store, 'one', 1, longLeaseMs).catch(isConnectionLost);
    await expect.poll(claim).toMatchObject([{ debate: first.debate, epoch: 1 }]);
  });

  it('reads at once after the server has ended all connections', async () => {
    const store = await open();
    const { debate } = await createDebate(store);
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(
        Array.from({ length: base.database.poolMax }, () => store.latestSeqs([debateKey(debate)])),
      );
      await terminate();
      expect(await store.latestSeqs([debateKey(debate)])).toEqual(new Map([[debate, 1]]));
    }
  });

  it('never opens more connections than the contract allows, including the one for migrations', async () => {
    const all = `select count(*)::integer as connections from pg_stat_activity
      where datname = current_database() and application_name like 'rostrum%'`;
    const watcher = new pg.Client({ connectionString: url });
    await watcher.connect();
    closing.push(() => watcher.end());
    let connectionsMax = 0;
    let done = false;
    const watch = async () => {
      while (!done) connectionsMax = Math.max(connectionsMax, (await watcher.query(all)).rows[0].connections);
    };
    const use = async () => {
      const store = await open(url, applyOverrides(base, { database: { poolMax: 2 } }));
      await Promise.all(Array.from({ length: 100 }, () => store.latestSeqs([])));
      done = true;
    };
    await Promise.all([watch(), use()]);
    expect(connectionsMax).toBe(2);
  });

  it('waits for a lock no longer than the contract allows', async () => {
    const store = await open(url, shortTimeouts);
    const first = await createDebate(store);
    await lockRow(first.debate);
    const error = await store.append(appendRequest(first)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: '55P03' });
    expect(isOutage(error)).toBe(true);
  });

  it('rejects calls to a silent server, and works again when the server does', async () => {
    const proxy = await startProxy(url);
    closing.push(proxy.stop);
    const store = await open(proxy.url, shortTimeouts);
    const { debate } = await createDebate(store);
    proxy.freeze();
    const controller = new AbortController();
    const ping = store.ping(controller.signal);
    controller.abort(new Error('waited enough'));
    await expect(ping).rejects.toThrow('waited enough');
    expect(isOutage(await store.latestSeqs([debateKey(debate)]).catch((error: unknown) => error))).toBe(true);
    proxy.thaw();
    expect(await store.latestSeqs([debateKey(debate)])).toEqual(new Map([[debate, 1]]));
  });
});

/** A proxy to the server that can drop all traffic without either side noticing. */
async function startProxy(url: string) {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let silent = false;
  const server: Server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => {
        if (!silent) to.write(chunk);
      });
      from.on('error', () => {});
      from.on('close', () => to.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const proxyUrl = new URL(url);
  proxyUrl.port = String(address.port);
  return {
    url: proxyUrl.href,
    freeze: () => {
      silent = true;
    },
    thaw: () => {
      silent = false;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
