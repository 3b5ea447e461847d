import { afterAll, beforeAll, expect } from 'vitest';
import { anyDatabase, type OpenDatabase } from '../../support/stores/databases.ts';
import { createWorkerHarness, type WorkerHarness } from '../../support/worker/worker-harness.ts';
import { createScriptRunner, type ScriptRunner } from './script-runner.ts';

/** A runner with one store and one worker for all tests of a file. */
export function openScriptRunner(): ScriptRunner {
  let database: OpenDatabase;
  let work: WorkerHarness;
  const runner = createScriptRunner(() => work);
  beforeAll(async () => {
    database = await anyDatabase.open();
    work = createWorkerHarness(database.store);
    await work.start(runner.roster);
  });
  afterAll(async () => {
    await work.stop();
    await database.close();
    expect([...work.bugs, ...work.outages]).toEqual([]);
  });
  return runner;
}
