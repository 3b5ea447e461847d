import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import { buildRecord } from '../../app/debate/record/decision-record.ts';
import { verifyHashChain } from '../../app/store/hash-chain.ts';
import { openPostgres } from '../../app/store/postgres/open.ts';
import type { Store } from '../../app/store/store.ts';
import { defaultReply, scriptedRoster } from '../support/agents/scripted-roster.ts';
import {
  createDatabase,
  execute,
  type PostgresServer,
  startPostgres,
} from '../support/processes/postgres.ts';
import { until } from '../support/until.ts';
import { createWorkerHarness, type WorkerHarness } from '../support/worker/worker-harness.ts';

/** Its own: nobody else’s must be stopped. */
const server = await startPostgres();
const turnMs = 20;

describe.skipIf(!server)('PostgreSQL that is not there for a while', () => {
  let postgres: PostgresServer;
  let url: string;
  let store: Store;
  let work: WorkerHarness;

  beforeAll(async () => {
    if (!server) throw new Error('no PostgreSQL on this machine');
    postgres = server;
    url = await createDatabase(postgres.url);
    store = await openPostgres({ url, contract: profile('test'), onError: () => {} });
    work = createWorkerHarness(store);
  });
  afterAll(async () => {
    await work.stop();
    await store.close();
    await postgres.stop();
  });

  const terminate = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rostrum'`;

  it.each([
    ['restarted at once', () => postgres.restart()],
    ['cut off from all who use it', () => execute(url, terminate)],
  ])('loses no turn, and has none paid twice, when it is %s again and again', async (what, disturb) => {
    const roster = scriptedRoster(async (brief) => {
      await pause(turnMs);
      return defaultReply(brief);
    });
    const ids = ['d1', 'd2', 'd3'].map((id) => `${id} ${what}`);
    const worker = await work.start(roster);
    for (const id of ids) await work.create(id);
    for (const moment of [4, 10, 20]) {
      await until(() => work.turnFacts.length >= moment, 'the attempts before the restart', {
        last: () => work.turnFacts.length,
      });
      await disturb();
    }
    for (const id of ids) {
      const log = await untilEnd(id);
      expect(buildRecord(log)).toMatchObject({ outcome: 'decided', degraded: [] });
      expect(verifyHashChain(log)).toBeNull();
      expect(await store.listWastedUsage('local', id)).toEqual([]);
    }
    expect(roster.briefs).toHaveLength(ids.length * 10);
    expect(work.bugs).toEqual([]);
    expect(work.stats).toMatchObject({ takeovers: 0, fenced: 0 });
    work.turnFacts.length = 0;
    await worker.drain(AbortSignal.abort());
  });

  /** A reader has no patience of its own. */
  async function untilEnd(id: string) {
    for (;;) {
      try {
        return await work.waitForEnd(id);
      } catch {
        await pause(turnMs);
      }
    }
  }
});
