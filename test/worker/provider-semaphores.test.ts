import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { createProviderSemaphores } from '../../app/worker/provider-semaphores.ts';
import { defaultReply, scriptedRoster } from '../support/agents/scripted-roster.ts';
import { anyDatabase, type OpenDatabase } from '../support/stores/databases.ts';
import { until } from '../support/until.ts';
import { createWorkerHarness, neverReply, type WorkerHarness } from '../support/worker/worker-harness.ts';

const never = new AbortController().signal;

describe('provider semaphores', () => {
  /** `acquired` lists the callers in the order in which they got a permit. */
  function openSemaphore(max: number) {
    const semaphores = createProviderSemaphores({ local: max });
    const acquired: string[] = [];
    const acquire = async (name: string, signal = never, provider = 'local') => {
      const release = await semaphores.acquire(provider, signal);
      if (release) acquired.push(name);
      return release;
    };
    return { acquired, acquire };
  }

  it('grant permits in order of arrival, one for each release', async () => {
    const { acquired, acquire } = openSemaphore(2);
    const first = await acquire('a');
    await acquire('b');
    const waiting = ['c', 'd', 'e'].map((name) => acquire(name));
    await pause(1);
    expect(acquired).toEqual(['a', 'b']);
    first?.();
    (await waiting[0])?.();
    await waiting[1];
    expect(acquired).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lose no permit when a waiting caller aborts', async () => {
    const { acquired, acquire } = openSemaphore(1);
    const first = await acquire('a');
    const controller = new AbortController();
    const cancelled = acquire('b', controller.signal);
    const last = acquire('c');
    controller.abort();
    expect(await cancelled).toBeNull();
    first?.();
    (await last)?.();
    expect(await acquire('d', AbortSignal.abort())).toBeNull();
    await acquire('e');
    expect(acquired).toEqual(['a', 'c', 'e']);
  });

  it('limit each provider separately, and only those with a configured limit', async () => {
    const { acquired, acquire } = openSemaphore(1);
    await acquire('a');
    for (const name of ['b', 'c', 'd']) await acquire(name, never, 'hosted');
    expect(acquired).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('a worker', () => {
  const contract = applyOverrides(profile('test'), { agents: { callsPerProviderMax: { scripted: 2 } } });
  let database: OpenDatabase;
  let work: WorkerHarness;

  async function open(): Promise<void> {
    database = await anyDatabase.open();
    work = createWorkerHarness(database.store);
  }

  afterEach(async () => {
    await work.stop();
    await database.close();
    expect([...work.bugs, ...work.outages]).toEqual([]);
  });

  it('keeps the calls to a provider within the contract’s limit across all its debates', async () => {
    await open();
    let calls = 0;
    let callsMax = 0;
    const roster = scriptedRoster(async (brief) => {
      calls += 1;
      callsMax = Math.max(callsMax, calls);
      await pause(3);
      calls -= 1;
      return defaultReply(brief);
    });
    await work.start(roster, { contract });
    for (const id of ['d1', 'd2', 'd3']) await work.create(id, { rounds: 0 });
    for (const id of ['d1', 'd2', 'd3']) await work.waitForEnd(id);
    expect(callsMax).toBe(2);
  });

  it('reports the wait for a permit separately from the duration of the call', async () => {
    await open();
    const first = Promise.withResolvers<void>();
    const roster = scriptedRoster(async (brief) => {
      await first.promise;
      return defaultReply(brief);
    });
    await work.start(roster, {
      contract: applyOverrides(contract, { agents: { callsPerProviderMax: { scripted: 1 } } }),
    });
    await work.create('d1', { rounds: 0 });
    await until(() => roster.briefs.length === 1, 'one model call', { last: () => roster.briefs.length });
    const queuedMs = 80;
    setTimeout(first.resolve, queuedMs);
    await work.waitForEnd('d1');
    const [, second] = work.turnFacts;
    expect(second?.queuedMs).toBeGreaterThanOrEqual(queuedMs / 2);
    expect(second?.tookMs).toBeLessThan(queuedMs / 2);
  });

  it('drops a waiting turn of a cancelled debate from the queue, at no cost', async () => {
    await open();
    const roster = scriptedRoster((_, { signal }) => neverReply(signal));
    const worker = await work.start(roster, { contract });
    await work.create('d1');
    await until(() => roster.briefs.length === 2, 'two model calls', { last: () => roster.briefs.length });
    await work.execute('d1', { type: 'cancel', by: 'someone' });
    await until(
      () => worker.running() === 0 && work.turnFacts.length === 3,
      'three attempts and no running debate',
      { last: () => [worker.running(), work.turnFacts] },
    );
    expect(roster.briefs).toHaveLength(2);
    const unbilled = work.turnFacts.filter(({ usage }) => usage.inputTokens === 0);
    expect(unbilled).toMatchObject([
      { outcome: 'interrupted', wasteReason: 'superseded', firstTokenMs: null },
    ]);
    await until(
      async () => (await work.store.listWastedUsage('local', 'd1')).length === 2,
      'two entries of wasted usage',
    );
  });
});
