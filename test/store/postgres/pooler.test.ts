import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { openPostgres } from '../../../app/store/postgres/open.ts';
import type { Store } from '../../../app/store/store.ts';
import { type Pooler, pgbouncerProgram, startPgbouncer } from '../../support/processes/pgbouncer.ts';
import { createDatabase } from '../../support/processes/postgres.ts';
import { appendRequest, createDebate, debateKey } from '../fixtures.ts';

const serverUrl = inject('postgresUrl');
const contract = applyOverrides(profile('test'), {
  database: { poolMax: 4, acquireMs: 4000, statementMs: 800, lockMs: 600 },
});

const settings = {
  'default settings': [],
  'pool_mode = transaction': ['pool_mode = transaction'],
  'pool_mode = transaction, parameters ignored': [
    'pool_mode = transaction',
    'ignore_startup_parameters = statement_timeout,lock_timeout,idle_in_transaction_session_timeout',
  ],
};

describe.skipIf(serverUrl === null || pgbouncerProgram === null).each(Object.entries(settings))(
  'the store behind PgBouncer with %s',
  (_, lines) => {
    let url: string;
    let pooler: Pooler;
    let store: Store;
    const notices: string[] = [];
    beforeEach(async () => {
      url = await createDatabase(serverUrl ?? '');
      pooler = await startPgbouncer(url, lines);
      const onNotice = (text: string) => notices.push(text);
      store = await openPostgres({ url: pooler.url, contract, onError: () => {}, onNotice });
    });
    afterEach(async () => {
      await store?.close();
      await pooler?.stop();
      notices.length = 0;
    });

    test('works, and says what the pooler costs', async () => {
      expect(notices).toEqual([expect.stringContaining('A pooler such as PgBouncer is between')]);
      expect(store.notices).toEqual(notices);
      const created = await createDebate(store);
      expect(await store.append(appendRequest(created))).toMatchObject({ outcome: 'appended' });
      expect(await store.events(debateKey(created.debate), 0, 10)).toHaveLength(2);
    });

    test('a statement that waits for a lock ends at its limit, and its connection works again', async () => {
      const created = await createDebate(store);
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query('begin; lock table debates in exclusive mode');
      await expect(store.append(appendRequest(created))).rejects.toThrow(/lock timeout|statement timeout/);
      await client.end();
      expect(await store.append(appendRequest(created))).toMatchObject({ outcome: 'appended' });
    });
  },
);
