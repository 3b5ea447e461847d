import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Agent, AgentFailure } from '../../../app/agents/agent.ts';
import { withTimeoutsAndRetries } from '../../../app/agents/call-policy.ts';
import { createPrompt, estimateUsage } from '../../../app/agents/prompts.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { dueTurns } from '../../../app/debate/core/due-turns.ts';
import type { DebateEvent, Usage } from '../../../app/debate/core/events.ts';
import { createPanel, presets } from '../../../app/debate/core/presets.ts';
import type { DebateState } from '../../../app/debate/core/state.ts';
import { type ModelPrice, sumCostUsd } from '../../../app/debate/cost/price.ts';
import { maxTextTokens } from '../../../app/debate/cost/token-bounds.ts';
import { sumUsage } from '../../../app/debate/cost/usage.ts';
import { prepareTurns } from '../../../app/debate/prompting/prepare-turns.ts';
import type { TurnContext } from '../../../app/debate/prompting/turn-context.ts';
import { type Clock, systemClock } from '../../../app/shared/clock.ts';
import { generateReply } from '../../../app/worker/generate-reply.ts';
import { createTestRehearsal } from '../../support/agents/rehearsal.ts';
import { createDebateDriver, settings } from '../../support/debates/debate-driver.ts';
import { createRandom, type Random } from '../../support/random.ts';

const limits = profile('test').agents;
const { outputTokensMax } = limits;

/** Timeouts are thrown by the agent, so that the only waits are those before a retry, which take no time here. */
const clock: Clock = {
  ...systemClock,
  now: () => 0,
  after: (ms, run) => {
    if (ms > limits.backoffMs * 100) return () => {};
    const timer = setImmediate(run);
    return () => clearImmediate(timer);
  },
};

const prices: Readonly<Record<string, ModelPrice>> = {
  plain: { inputUsd: 3, outputUsd: 15 },
  tiered: {
    ...{ inputUsd: 2, outputUsd: 10, cachedInputUsd: 0.1, cacheWriteUsd: 2.5 },
    tiers: [{ aboveTokens: 2500, inputUsd: 4, outputUsd: 15, cachedInputUsd: 0.2, cacheWriteUsd: 5 }],
  },
  thinker: { inputUsd: 1, outputUsd: 2, reasoningUsd: 9 },
};

/** What a provider may report for a call: up to the most that the prompt can be, and that was asked for. */
function reportUsage(context: TurnContext, random: Random): Usage {
  const { system, messages } = createPrompt(context);
  const inputMax = maxTextTokens(system + messages.map(({ content }) => content).join(''));
  const inputTokens = Math.round(inputMax * random.pick([0.5, 1, 1]));
  const outputTokens = Math.round(outputTokensMax * random.pick([0.1, 1, 1]));
  return {
    inputTokens,
    outputTokens,
    estimated: false,
    ...random.pick<Partial<Usage>>([
      {},
      { cachedTokens: Math.floor(inputTokens * 0.9) },
      { cacheWriteTokens: inputTokens },
      { reasoningTokens: outputTokens },
    ]),
  };
}

/** Rehearsed replies, some of them malformed, from calls that time out, are refused, or are cut off. */
function createUnreliableAgent(random: Random): Agent {
  const rehearsal = createTestRehearsal('malformed=0.3');
  return {
    async generate(context, options) {
      const kind = random.pick(['reply', 'reply', 'timeout', 'busy', 'cut-off', 'cut-off']);
      const fail = (reason: ConstructorParameters<typeof AgentFailure>[0], usage?: Usage) =>
        new AgentFailure(reason, 'simulated', { retryable: true, ...(usage && { usage }) });
      if (kind === 'timeout') throw fail('first-token-timeout', estimateUsage(createPrompt(context), ''));
      if (kind === 'busy') throw fail('overloaded');
      if (kind === 'cut-off') throw fail('cut-off', reportUsage(context, random));
      const { text } = await rehearsal.generate(context, options);
      return { text, usage: reportUsage(context, random) };
    },
  };
}

/** What is spent and what is reserved for running turns. */
function commitmentsOf(state: DebateState) {
  if (state.phase === 'none' || state.phase === 'ended') return { usd: 0, tokens: 0 };
  const { spent, turns } = state;
  const reserved = turns.map((turn) => turn.reserved);
  return {
    usd: reserved.reduce((sum, { usd }) => sum + usd, spent.usd),
    tokens: reserved.reduce((sum, { tokens }) => sum + tokens, spent.tokens),
  };
}

/** Runs a debate to its end; `check` is called after every event. */
async function runDebate(seed: number, budget: { usd?: number; tokens?: number }, check: CheckState) {
  const random = createRandom(seed);
  const models = ['plain', 'tiered', 'thinker'] as const;
  const panel = createPanel(
    presets.standard,
    Array.from({ length: 3 }, () => ({ model: random.pick(models), fallback: random.pick(models) })),
    'plain',
  );
  const debate = createDebateDriver(settings({ panel, budget, seed, attemptsMax: 3 }));
  const agent = withTimeoutsAndRetries(createUnreliableAgent(random), { limits, clock, random: random.next });
  const priceOf = (model: string) => prices[model] ?? { inputUsd: 3, outputUsd: 15 };
  const { signal } = new AbortController();
  for (;;) {
    const { state } = debate;
    if (state.phase === 'none' || state.phase === 'ended') return debate.log;
    const deps = { priceOf, outputTokensMaxOf: () => outputTokensMax, documents: [], documentTokens: 0 };
    const { command, preparedTurns } = prepareTurns(state, dueTurns(state), deps);
    debate.execute(command);
    check(debate.state);
    for (const prepared of preparedTurns) {
      const { turn, attempt, agent: seat } = prepared.due;
      const current = debate.state;
      if (current.phase === 'none' || current.phase === 'ended') break;
      if (!current.turns.some(({ id, status }) => id === turn && status === 'running')) continue;
      const reply = await generateReply(agent, prepared, { signal, publishText: () => {} });
      const { calls } = reply;
      const spending = { usage: sumUsage(calls), costUsd: sumCostUsd(calls, priceOf(seat.model)) };
      if (reply.status === 'completed')
        debate.execute({ type: 'complete', turn, attempt, text: '', outcome: reply.outcome, ...spending });
      else debate.execute({ type: 'fail', turn, attempt, reason: reply.reason, message: '', ...spending });
      check(debate.state);
    }
  }
}

type CheckState = (state: DebateState) => void;

/** Attempts that cost more than was reserved for them. */
const findExcess = (log: readonly DebateEvent[]) =>
  log.flatMap(({ type, data }) => {
    if (type !== 'turn.completed' && type !== 'turn.failed') return [];
    const { turn, attempt, usage, costUsd } = data;
    const started = log.find(
      (event) => event.type === 'turn.started' && event.data.turn === turn && event.data.attempt === attempt,
    );
    if (started?.type !== 'turn.started') throw new Error(`${turn} was not started`);
    const { usd, tokens } = started.data.reserved;
    const isWithin = usage.inputTokens + usage.outputTokens <= tokens && (costUsd ?? 0) <= (usd ?? 0) + 1e-9;
    return isWithin ? [] : [{ turn, attempt, usage, costUsd, reserved: started.data.reserved }];
  });

test('what is spent and reserved never exceeds the budget', async () => {
  let stoppedByBudget = 0;
  let ends = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), async (seed, share) => {
      const budget = { usd: 0.2 + share * 3, tokens: Math.round(100_000 + share * 900_000) };
      const log = await runDebate(seed, budget, (state) => {
        const { usd, tokens } = commitmentsOf(state);
        expect(usd).toBeLessThanOrEqual(budget.usd + 1e-9);
        expect(tokens).toBeLessThanOrEqual(budget.tokens);
      });
      expect(findExcess(log)).toEqual([]);
      ends += 1;
      if (
        log.some(
          ({ type, data }) => type === 'agreement.measured' && 'stop' in data && data.stop === 'budget',
        )
      )
        stoppedByBudget += 1;
    }),
    { seed: 20_261_130, numRuns: 60 },
  );
  // Budgets of both kinds occur: those that stop a debate, and those that do not.
  expect(stoppedByBudget).toBeGreaterThan(0);
  expect(stoppedByBudget).toBeLessThan(ends);
});
