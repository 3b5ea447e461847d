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
  work: { leaseMs: 5000, renewIntervalMs: 1000, claimIntervalMs: 20, workerLossesMax: 2 },
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

  /** Starts one worker after another, each when the one before it has died, until all debates have ended. */
  async function runUntilAllEnd(ids: readonly string[]): Promise<number> {
    let started = 0;
    const ended = Promise.all(ids.map(work.waitForEnd)).then(() => true);
    for (;;) {
      const { store, crash } = createCrashableStore(work.store);
      const death = Promise.withResolvers<false>();
      const roster = scriptedRoster(async (brief) => {
        if (brief.question === 'poison') {
          crash();
          death.resolve(false);
        }
        await pause(turnMs);
        return defaultReply(brief);
      });
      started += 1;
      await work.start(roster, { store, contract, owner: `w${started}` });
      if (await Promise.race([death.promise, ended])) return started;
      work.abandonWorkers();
      await work.expireLeases(`w${started}`);
    }
  }

  it('is abandoned after the contract’s number of takeovers, and its record names the reason', async () => {
    await work.create('d1', { question: 'poison' });
    // The first worker, the takeovers, and the worker that abandons it.
    expect(await runUntilAllEnd(['d1'])).toBe(contract.work.workerLossesMax + 2);
    const record = buildRecord(await work.waitForEnd('d1'));
    expect(record).toMatchObject({ outcome: 'failed', stopReason: 'takeovers' });
    expect(record?.message).toContain('3 workers in a row were lost');
    expect(work.stats).toMatchObject({ abandoned: 1, takeovers: 3 });
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
