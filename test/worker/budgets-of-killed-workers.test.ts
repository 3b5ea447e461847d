import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, AgentFailure, type Roster } from '../../app/agents/agent.ts';
import { createPrompt } from '../../app/agents/prompts.ts';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { StoredEvent, Usage } from '../../app/debate/core/events.ts';
import { foldEvents } from '../../app/debate/core/evolve.ts';
import { computeHeldUsd } from '../../app/debate/cost/spending.ts';
import { maxTextTokens } from '../../app/debate/cost/token-bounds.ts';
import type { TurnContext } from '../../app/debate/prompting/turn-context.ts';
import type { Store } from '../../app/store/store.ts';
import { defaultReply, scriptedRoster } from '../support/agents/scripted-roster.ts';
import { createRandom, type Random } from '../support/random.ts';
import { anyDatabase, type OpenDatabase } from '../support/stores/databases.ts';
import { createCrashableStore, createFaultyStore } from '../support/stores/faulty-store.ts';
import { createWorkerHarness, type WorkerHarness } from '../support/worker/worker-harness.ts';

const contract = applyOverrides(profile('test'), {
  work: { leaseMs: 5000, renewIntervalMs: 1000, claimIntervalMs: 20 },
});
const { outputTokensMax } = contract.agents;
const price = { inputUsd: 1, outputUsd: 2 };

const at = '2026-03-01T10:00:00.000Z';
const day = at.slice(0, 10);
const tenant = 'local';
const keyId = 'k';
/** So many debates fit into the budget of the key, and so many try. */
const [debatesFitting, debatesTried] = [3, 5];
const killsMax = 6;
const rounding = 1e-9;

/** A worker's store that is cut off at one of its appends: before the commit, or before it hears of it. */
function createMortalStore(store: Store, random: Random): { readonly store: Store; death: Promise<void> } {
  const crashable = createCrashableStore(store);
  const { promise: death, resolve } = Promise.withResolvers<void>();
  const moment = random.pick(['before', 'after'] as const);
  let appendsLeft = 1 + random.below(20);
  const onCall = (when: typeof moment) => (method: string) => {
    if (method !== 'append' || when !== moment || --appendsLeft !== 0) return undefined;
    crashable.crash();
    resolve();
    return new Promise<void>(() => {});
  };
  return {
    store: createFaultyStore(crashable.store, { before: onCall('before'), after: onCall('after') }),
    death,
  };
}

/** Replies, some of them malformed, and failures, all at up to the highest price; `paid` has what each debate paid. */
function createDearRoster(random: Random, paid: Map<string, number>): Roster {
  function reportUsage(context: TurnContext): Usage {
    const { system, messages } = createPrompt(context);
    const prompt = maxTextTokens(system + messages.map(({ content }) => content).join(''));
    const inputTokens = Math.floor(prompt * random.pick([0.5, 1]));
    const outputTokens = Math.floor(outputTokensMax * random.pick([0.1, 1]));
    const usd = (inputTokens * price.inputUsd + outputTokens * price.outputUsd) / 1e6;
    paid.set(context.question, (paid.get(context.question) ?? 0) + usd);
    return { inputTokens, outputTokens, estimated: false };
  }
  const agent: Agent = {
    async generate(context, { onText }) {
      // Lets the turns of several debates run at the same time.
      await new Promise(setImmediate);
      const usage = reportUsage(context);
      const kind = random.pick(['reply', 'reply', 'reply', 'reply', 'malformed', 'cut-off']);
      if (kind === 'cut-off') throw new AgentFailure('cut-off', 'simulated', { retryable: true, usage });
      const text = kind === 'malformed' ? 'No block.' : defaultReply(context);
      onText(text, text);
      return { text, usage };
    },
  };
  return { ...scriptedRoster(), agent: () => agent };
}

describe.each([anyDatabase])('budgets of killed workers, on $name', ({ available, open }) => {
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
    expect(work.bugs).toEqual([]);
  });

  const readLog = (debate: string) => work.store.events({ tenant, debate }, 0, 1000);

  /** Creates more debates at once than fit, and returns those that exist. */
  async function createDebates(usd: number): Promise<readonly string[]> {
    const key = { id: keyId, tenant, name: keyId, scopes: ['run' as const], secretHash: '00', createdAt: at };
    await work.store.addKey({ ...key, expiresAt: null, usdPerDay: usd * debatesFitting });
    const ids = Array.from({ length: debatesTried }, (_, index) => `d${index}`);
    const hold = { keyId, heldUsd: usd, tenantUsdPerDay: usd * debatesTried };
    await Promise.all(
      ids.map((id) => work.create(id, { question: id, rounds: 1, budget: { usd } }, { at, hold })),
    );
    const rows = await Promise.all(ids.map((id) => work.store.get(tenant, id)));
    return ids.filter((_, index) => rows[index]);
  }

  /** Starts one worker after another, each when the one before it was killed, until all debates have ended. */
  async function runUntilAllEnd(
    ids: readonly string[],
    roster: Roster,
    random: Random,
    afterKill: () => Promise<void>,
  ): Promise<number> {
    const ended = Promise.all(ids.map(work.waitForEnd)).then(() => true);
    for (let kills = 0; ; kills += 1) {
      const owner = `w${kills}`;
      const mortal = createMortalStore(work.store, random);
      const store = kills < killsMax ? mortal.store : work.store;
      await work.start(roster, { store, contract, owner });
      if (await Promise.race([mortal.death.then(() => false), ended])) return kills;
      work.abandonWorkers();
      await afterKill();
      await work.expireLeases(owner);
    }
  }

  const costsOf = (log: readonly StoredEvent[]) =>
    log.flatMap((event) =>
      event.type === 'turn.completed' || event.type === 'turn.failed' ? (event.data.costUsd ?? 0) : [],
    );

  it.each([1, 2, 3, 4])('are never passed, and lose nothing that was paid (seed %i)', async (seed) => {
    const random = createRandom(seed);
    const paid = new Map<string, number>();
    const budgetUsd = 0.3 + random.next() * 1.5;
    const ids = await createDebates(budgetUsd);
    expect(ids).toHaveLength(debatesFitting);

    const check = async () => {
      const { keyUsd, tenantUsd } = await work.store.heldOn(day, tenant, keyId);
      expect(keyUsd).toBe(tenantUsd);
      expect(keyUsd).toBeLessThanOrEqual(budgetUsd * debatesFitting + rounding);
      for (const id of ids) {
        const state = foldEvents(await readLog(id));
        if (state.phase === 'none') throw new Error(`${id} has no events`);
        const reserved = state.turns.reduce((sum, turn) => sum + turn.reserved.usd, 0);
        const committed = state.spent.usd + state.superseded.usd + reserved;
        expect(committed).toBeLessThanOrEqual(budgetUsd + rounding);
        // Also what a killed worker paid for without writing it down.
        expect(paid.get(id) ?? 0).toBeLessThanOrEqual(committed + rounding);
      }
    };
    const kills = await runUntilAllEnd(ids, createDearRoster(random, paid), random, check);
    await check();
    expect(kills).toBeGreaterThan(0);

    const logs = await Promise.all(ids.map(readLog));
    const helds = logs.map((log) => computeHeldUsd(foldEvents(log)));
    const { tenantUsd } = await work.store.heldOn(day, tenant, keyId);
    expect(tenantUsd).toBeCloseTo(
      helds.reduce((sum, usd) => sum + usd, 0),
      9,
    );
    const totals = await work.store.usage({ tenant, keyId, from: day, to: day });
    const written = logs.flatMap(costsOf).reduce((sum, usd) => sum + usd, 0);
    expect(totals.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(written, 9);
    // What the debates did not use is there again.
    const left = budgetUsd * debatesFitting - tenantUsd;
    const hold = (heldUsd: number) => ({ at, hold: { keyId, heldUsd, tenantUsdPerDay: null } });
    await work.create('more', {}, hold(left + 0.001));
    await work.create('rest', {}, hold(left - 0.001));
    expect(await work.store.get(tenant, 'more')).toBeNull();
    expect(await work.store.get(tenant, 'rest')).not.toBeNull();
  });
});
