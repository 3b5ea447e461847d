import { afterAll, beforeAll, expect } from 'vitest';
import { anyDatabase, type OpenDatabase } from '../../support/stores/databases.ts';
import { createWorkerHarness, type WorkerHarness } from '../../support/worker/worker-harness.ts';
import { createPlayer, type Player } from './play.ts';

/** A player with one store and one worker for all tests of a file. */
export function openStage(): Player {
  let database: OpenDatabase;
  let work: WorkerHarness;
  const player = createPlayer(() => work);
  beforeAll(async () => {
    database = await anyDatabase.open();
    work = createWorkerHarness(database.store);
    await work.start(player.roster);
  });
  afterAll(async () => {
    await work.stop();
    await database.close();
    expect([...work.bugs, ...work.outages]).toEqual([]);
  });
  return player;
}
