import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { profile, withDifferences } from '../../app/contract/profiles.ts';
import { createPlaces } from '../../app/work/places.ts';
import { anyDatabase, type OpenDatabase } from '../support/databases.ts';
import { replyTo, scriptedRoster } from '../support/panel.ts';
import { until } from '../support/until.ts';
import { hang, openWorkplace, type Workplace } from '../support/workplace.ts';

const never = new AbortController().signal;

describe('places at a provider', () => {
  /** Enters, and tells the order in which the places were had. */
  function line(max: number) {
    const places = createPlaces({ local: max });
    const entered: string[] = [];
    const enter = async (name: string, signal = never, provider = 'local') => {
      const leave = await places.enter(provider, signal);
      if (leave) entered.push(name);
      return leave;
    };
    return { entered, enter };
  }

  it('are given first come, first served, one for each that is given back', async () => {
    const { entered, enter } = line(2);
    const first = await enter('a');
    await enter('b');
    const waiting = ['c', 'd', 'e'].map((name) => enter(name));
    await pause(1);
    expect(entered).toEqual(['a', 'b']);
    first?.();
    (await waiting[0])?.();
    await waiting[1];
    expect(entered).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are not lost to whoever stops waiting', async () => {
    const { entered, enter } = line(1);
    const first = await enter('a');
    const quitter = new AbortController();
    const quit = enter('b', quitter.signal);
    const last = enter('c');
    quitter.abort();
    expect(await quit).toBeNull();
    first?.();
    (await last)?.();
    expect(await enter('d', AbortSignal.abort())).toBeNull();
    await enter('e');
    expect(entered).toEqual(['a', 'c', 'e']);
  });

  it('are counted for each provider by itself, and not where there is no limit', async () => {
    const { entered, enter } = line(1);
    await enter('a');
    for (const name of ['b', 'c', 'd']) await enter(name, never, 'hosted');
    expect(entered).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('a worker', () => {
  const contract = withDifferences(profile('test'), { agents: { callsPerProviderMax: { scripted: 2 } } });
  let database: OpenDatabase;
  let work: Workplace;

  async function open(): Promise<void> {
    database = await anyDatabase.open();
    work = openWorkplace(database.store);
  }

  afterEach(async () => {
    await work.stop();
    await database.close();
    expect([...work.bugs, ...work.outages]).toEqual([]);
  });

  it('makes no more calls to a provider at once than the contract allows, over all its debates', async () => {
    await open();
    let calls = 0;
    let most = 0;
    const roster = scriptedRoster(async (brief) => {
      calls += 1;
      most = Math.max(most, calls);
      await pause(3);
      calls -= 1;
      return replyTo(brief);
    });
    await work.start(roster, { contract });
    for (const id of ['d1', 'd2', 'd3']) await work.create(id, { rounds: 0 });
    for (const id of ['d1', 'd2', 'd3']) await work.logAtEnd(id);
    expect(most).toBe(2);
  });

  it('does not count the time in line as the model’s', async () => {
    await open();
    const first = Promise.withResolvers<void>();
    const roster = scriptedRoster(async (brief) => {
      await first.promise;
      return replyTo(brief);
    });
    await work.start(roster, {
      contract: withDifferences(contract, { agents: { callsPerProviderMax: { scripted: 1 } } }),
    });
    await work.create('d1', { rounds: 0 });
    await until(() => roster.spoken.length === 1);
    const heldMs = 80;
    setTimeout(first.resolve, heldMs);
    await work.logAtEnd('d1');
    const [, second] = work.facts;
    expect(second?.waitedMs).toBeGreaterThanOrEqual(heldMs / 2);
    expect(second?.tookMs).toBeLessThan(heldMs / 2);
  });

  it('lets a turn that is no longer wanted out of the line, at no cost', async () => {
    await open();
    const roster = scriptedRoster((_, { signal }) => hang(signal));
    const worker = await work.start(roster, { contract });
    await work.create('d1');
    await until(() => roster.spoken.length === 2);
    await work.command('d1', { type: 'cancel', by: 'someone' });
    await until(() => worker.running() === 0 && work.facts.length === 3);
    expect(roster.spoken).toHaveLength(2);
    const free = work.facts.filter(({ usage }) => usage.inputTokens === 0);
    expect(free).toMatchObject([{ outcome: 'interrupted', wasted: 'too-late', firstTokenMs: null }]);
    await until(async () => (await work.store.wasteOf('local', 'd1')).length === 2);
  });
});
