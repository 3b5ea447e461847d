import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { buildRecord } from '../../app/debate/record/decision-record.ts';
import { defaultReply, scriptedRoster } from '../support/agents/scripted-roster.ts';
import { anyDatabase, type OpenDatabase } from '../support/stores/databases.ts';
import { createCrashableStore } from '../support/stores/faulty-store.ts';
import { until } from '../support/until.ts';
import { createWorkerHarness, type WorkerHarness } from '../support/worker/worker-harness.ts';

const contract: Contract = applyOverrides(profile('test'), {
  work: { leaseMs: 5000, renewIntervalMs: 1000, claimIntervalMs: 20, workerLossesMax: 3 },
});

/** Longer than the poison takes to crash its worker. */
const turnMs = 60;

describe.each([anyDatabase])('a debate that crashes its workers, on $name', ({ available, open }) => {
  let database: OpenDatabase;
  let work: WorkerHarness;

  beforeEach(async (context) => {
    context.skip(!available);
    database = await open();
    work = createWorkerHarness(database.store);
  });

  afterEach(async () => {
    await work.stop();
    await database.close();
    expect([...work.bugs, ...work.outages]).toEqual([]);
  });

  /** Runs a worker until it runs a debate with this question and dies of it (true), or until `ended` (false). */
  async function runWorker(owner: string, question: string, ended: Promise<unknown>): Promise<boolean> {
    const { store, crash } = createCrashableStore(work.store);
    const death = Promise.withResolvers<true>();
    const roster = scriptedRoster(async (brief) => {
      if (brief.question === question) {
        crash();
        death.resolve(true);
      }
      await pause(turnMs);
      return defaultReply(brief);
    });
    await work.start(roster, { store, contract, owner });
    const died = await Promise.race([death.promise, ended.then(() => false)]);
    if (!died) return false;
    work.abandonWorkers();
    await work.expireLeases(owner);
    return true;
  }

  /** Starts one worker after another, each when the one before it has died, until all debates have ended. */
  async function runUntilAllEnd(ids: readonly string[]): Promise<number> {
    const ended = Promise.all(ids.map(work.waitForEnd));
    let started = 1;
    while (await runWorker(`w${started}`, 'poison', ended)) started += 1;
    return started;
  }

  it('is abandoned after the contract’s number of takeovers, and its record names the reason', async () => {
    await work.create('d1', { question: 'poison' });
    // The first worker, the takeovers, and the worker that abandons it.
    expect(await runUntilAllEnd(['d1'])).toBe(contract.work.workerLossesMax + 2);
    const record = buildRecord(await work.waitForEnd('d1'));
    expect(record).toMatchObject({ outcome: 'failed', stopReason: 'takeovers' });
    expect(record?.message).toContain('4 workers in a row were lost');
    expect(work.stats).toMatchObject({ abandoned: 1, takeovers: 4 });
  });

  it('does not fail the other debates of its workers', async () => {
    const others = ['o1', 'o2', 'o3'];
    for (const id of others.slice(0, 2)) await work.create(id, { rounds: 0 });
    await work.create('d1', { question: 'poison' });
    for (const id of others.slice(2)) await work.create(id, { rounds: 0 });
    await runUntilAllEnd([...others, 'd1']);
    for (const id of others)
      expect(buildRecord(await work.waitForEnd(id)), id).toMatchObject({ outcome: 'decided' });
    expect(buildRecord(await work.waitForEnd('d1'))).toMatchObject({ stopReason: 'takeovers' });
  });

  it('does not fail a debate that had lost another worker before', async () => {
    await work.create('o1', { question: 'unlucky', rounds: 0 });
    await runWorker('w0', 'unlucky', new Promise(() => {}));
    await work.create('d1', { question: 'poison' });
    await runUntilAllEnd(['o1', 'd1']);
    expect(buildRecord(await work.waitForEnd('o1'))).toMatchObject({ outcome: 'decided' });
    expect(buildRecord(await work.waitForEnd('d1'))).toMatchObject({ stopReason: 'takeovers' });
  });

  it('is not confused with a debate that was released repeatedly', async () => {
    await work.create('d1', { rounds: 0 });
    for (let round = 0; round < 5; round += 1) {
      const worker = await work.start(
        scriptedRoster(() => pause(turnMs, '')),
        { contract, owner: `w${round}` },
      );
      await until(() => worker.running() === 1, 'the worker to run one debate', {
        last: () => worker.running(),
      });
      await worker.drain(AbortSignal.abort());
    }
    await work.start(scriptedRoster(), { contract });
    expect(buildRecord(await work.waitForEnd('d1'))).toMatchObject({ outcome: 'decided' });
    expect(work.stats.takeovers).toBe(0);
  });
});
