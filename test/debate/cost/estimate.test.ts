import { describe, expect, test } from 'vitest';
import type { Agent } from '../../../app/agents/agent.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { dueTurns } from '../../../app/debate/core/due-turns.ts';
import type { DebateSettings, PresetName } from '../../../app/debate/core/events.ts';
import {
  createJudgeSeat,
  createPanel,
  defaultQuorum,
  presetNames,
  presets,
} from '../../../app/debate/core/presets.ts';
import { type DebateState, findTurn } from '../../../app/debate/core/state.ts';
import { countDocumentTokens } from '../../../app/debate/cost/document-tokens.ts';
import { estimateCost, type ScenarioCost } from '../../../app/debate/cost/estimate.ts';
import { sumCostUsd, type TokenPrice } from '../../../app/debate/cost/price.ts';
import { neverAgree, type ReplySimulator } from '../../../app/debate/cost/simulated-outcomes.ts';
import { sumUsage } from '../../../app/debate/cost/usage.ts';
import { prepareDocuments } from '../../../app/debate/prompting/documents.ts';
import { prepareTurns } from '../../../app/debate/prompting/prepare-turns.ts';
import type { EvidenceDocument } from '../../../app/debate/prompting/turn-context.ts';
import { generateReply } from '../../../app/worker/generate-reply.ts';
import { documents as evidence } from '../../support/agents/briefs.ts';
import { createTestRehearsal } from '../../support/agents/rehearsal.ts';
import { createDebateDriver, settings, tokenUsage } from '../../support/debates/debate-driver.ts';
import { createRandom, type Random } from '../../support/random.ts';

const { outputTokensMax, evidenceCharsMax } = profile('test').agents;
const price = { inputUsd: 3, outputUsd: 15 };
const outputTokensMaxOf = () => outputTokensMax;
const prices = { priceOf: () => price, outputTokensMaxOf };
const noPause = async () => {};
const countTokens = (documents: readonly EvidenceDocument[]) =>
  countDocumentTokens(documents, evidenceCharsMax, noPause);
const estimate = async (debateSettings: DebateSettings, documents: readonly EvidenceDocument[] = []) =>
  estimateCost(debateSettings, { ...prices, documentTokens: await countTokens(documents) });

const totalTurns = ({ turns }: ScenarioCost) => Object.values(turns).reduce((sum, count) => sum + count, 0);

/** Runs a whole debate with this agent in every seat, as a worker does, but without a store. */
async function runDebate(
  debateSettings: DebateSettings,
  documents: readonly EvidenceDocument[],
  agent: Agent,
) {
  const course = createDebateDriver(debateSettings);
  const shown = await prepareDocuments(documents, debateSettings, evidenceCharsMax, noPause);
  const preparing = { ...prices, documents: shown, documentTokens: (await countTokens(documents)).max };
  const { signal } = new AbortController();
  for (;;) {
    const { state } = course;
    if (state.phase === 'none') throw new Error('the debate was not created');
    if (state.phase === 'ended') return { state, log: course.log };
    const { command, preparedTurns } = prepareTurns(state, dueTurns(state), preparing);
    course.execute(command);
    for (const one of preparedTurns) {
      const { due } = one;
      // The engine may have ended the debate, or not have started the turns because of the budget.
      if (!isRunning(course.state, due.turn)) continue;
      const reply = await generateReply(agent, one, { signal, publishText: () => {} });
      const { turn, attempt } = due;
      const { calls } = reply;
      const common = { turn, attempt, usage: sumUsage(calls), costUsd: sumCostUsd(calls, price) };
      if (reply.status === 'completed')
        course.execute({ type: 'complete', ...common, text: reply.text, outcome: reply.outcome });
      else course.execute({ type: 'fail', ...common, reason: reply.reason, message: reply.message });
    }
  }
}

const isRunning = (state: DebateState, turn: string): boolean =>
  state.phase !== 'none' && state.phase !== 'ended' && findTurn(state, turn)?.status === 'running';

function randomSettings(random: Random): DebateSettings {
  const preset = presets[random.pick<PresetName>(['standard', 'duel'])];
  const seats = random.pick([undefined, [{}, {}], [{}, {}, {}, {}, {}]] as const);
  const panel = createPanel(preset, seats, 'rehearsal');
  const options = random.pick([undefined, ['yes', 'no'], ['yes', 'no', 'later']] as const);
  return settings({
    preset: preset.name,
    panel,
    quorum: defaultQuorum(panel),
    rounds: random.below(4),
    seed: random.below(1_000_000),
    ...(options && { options }),
  });
}

describe('a rehearsed debate', () => {
  const random = createRandom(20_260_321);
  const tries = Array.from({ length: 20 }, (_, index) => ({
    debateSettings: randomSettings(random),
    documents: random.pick([
      [],
      evidence,
      [{ id: 'E1', name: 'lang.txt', text: 'Größe 大きさ. '.repeat(900) }],
    ]),
    model: random.pick([`seed=${index}`, `seed=${index}&malformed=0.3`, `seed=${index}&fail=0.1`]),
  }));

  test('takes turns, tokens and money within the bounds of its estimate', async () => {
    const seen = { agreed: 0, failed: 0, toTheEnd: 0 };
    for (const { debateSettings, documents, model } of tries) {
      const { minimum, maximum } = await estimate(debateSettings, documents);
      const { state, log } = await runDebate(debateSettings, documents, createTestRehearsal(model));
      const about = JSON.stringify({ model, debateSettings });
      expect(state.turns.length, about).toBeLessThanOrEqual(totalTurns(maximum));
      expect(state.spent.usd, about).toBeLessThanOrEqual(maximum.usd);
      expect(state.spent.tokens, about).toBeLessThanOrEqual(maximum.inputTokens + maximum.outputTokens);
      const lost = log.some(({ type, data }) => type === 'turn.failed' && data.final);
      if (!lost) {
        expect(state.turns.length, about).toBeGreaterThanOrEqual(totalTurns(minimum));
        expect(state.spent.usd, about).toBeGreaterThanOrEqual(minimum.usd);
        expect(state.spent.tokens, about).toBeGreaterThanOrEqual(minimum.inputTokens);
      }
      if (lost) seen.failed += 1;
      else if (state.turns.length === totalTurns(minimum)) seen.agreed += 1;
      if (state.turns.length === totalTurns(maximum)) seen.toTheEnd += 1;
    }
    // Both bounds were reached, so neither is too wide.
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0);
  });
});

/** Sums the reservations for all turns of a debate with these replies. */
function sumReservations(
  debateSettings: DebateSettings,
  priceOf: (model: string) => TokenPrice,
  simulate: ReplySimulator,
  text: string,
) {
  const course = createDebateDriver(debateSettings);
  const sum = { usd: 0, tokens: 0 };
  for (;;) {
    const { state } = course;
    if (state.phase === 'none' || state.phase === 'ended') return sum;
    const preparing = { documents: [], documentTokens: 0, priceOf, outputTokensMaxOf };
    const { command, preparedTurns } = prepareTurns(state, dueTurns(state), preparing);
    course.execute(command);
    for (const { reserved } of command.turns) {
      sum.usd += reserved.usd ?? 0;
      sum.tokens += reserved.tokens;
    }
    for (const { due, context } of preparedTurns) {
      // Every turn has prose of full length.
      const reply = { outcome: simulate(context).outcome, text, usage: tokenUsage, costUsd: 0 };
      // The judge fails, so that a seat of the panel takes its place.
      if (due.agent.id === 'j1') course.fail(due.turn, due.attempt);
      else course.execute({ type: 'complete', turn: due.turn, attempt: due.attempt, ...reply });
    }
  }
}

describe('the reservations of a debate stay within the maximum of its estimate for replies with', () => {
  const panel = createPanel(presets.standard, undefined, 'rehearsal').map((seat, index) => ({
    ...seat,
    model: ['cheap', 'dear', 'middling'][index] ?? 'cheap',
  }));
  const priceOf = (model: string): TokenPrice => ({
    inputUsd: { cheap: 1, dear: 30, middling: 5 }[model] ?? 2,
    outputUsd: 3,
  });
  const seats = panel.map(({ id }) => id);

  test.each([
    ['three characters per token', 'x'.repeat(outputTokensMax * 3)],
    ['five characters per token', 'x'.repeat(outputTokensMax * 5)],
    ['Russian text, four characters per token', 'ж'.repeat(outputTokensMax * 4)],
    ['Chinese text', '大'.repeat(outputTokensMax)],
  ])('%s', (_, text) => {
    const debateSettings = settings({ panel, attemptsMax: 1 });
    const documentTokens = { min: 0, max: 0 };
    const { maximum } = estimateCost(debateSettings, { priceOf, outputTokensMaxOf, documentTokens });
    for (const first of seats) {
      // The seat with the longest remarks about it has the longest prompt.
      const order = [first, ...seats.filter((id) => id !== first)];
      const held = sumReservations(debateSettings, priceOf, neverAgree(text, order), text);
      expect(held.tokens).toBeLessThanOrEqual(maximum.inputTokens + maximum.outputTokens);
      expect(held.usd).toBeLessThanOrEqual(maximum.usd);
    }
  });
});

test('the typical estimate lies between the bounds and near the cost of a rehearsal', async () => {
  const debateSettings = settings({ seed: 7 });
  const { minimum, typical, maximum } = await estimate(debateSettings, evidence);
  for (const member of ['inputTokens', 'outputTokens', 'usd'] as const) {
    expect(typical[member], member).toBeGreaterThan(minimum[member]);
    expect(typical[member], member).toBeLessThan(maximum[member]);
  }
  const { state } = await runDebate(debateSettings, evidence, createTestRehearsal('seed=7'));
  const perTurn = (tokens: number, turns: number) => tokens / turns;
  const taken = perTurn(state.spent.tokens, state.turns.length);
  const expected = perTurn(typical.inputTokens + typical.outputTokens, totalTurns(typical));
  expect(expected / taken).toBeGreaterThan(1 / 3);
  expect(expected / taken).toBeLessThan(4);
});

describe('an estimate', () => {
  test('is sufficient exactly when the engine starts the turns of the first round', async () => {
    for (const name of presetNames) {
      const panel = createPanel(presets[name], undefined, 'rehearsal');
      const debateSettings = (budget: DebateSettings['budget']) => settings({ preset: name, panel, budget });
      const unlimited = await estimate(debateSettings({}));
      expect(unlimited.sufficient).toBe(true);
      const { usd, tokens } = unlimited.firstRound;
      expect((await estimate(debateSettings({ usd, tokens }))).sufficient).toBe(true);
      expect((await estimate(debateSettings({ tokens: tokens - 1 }))).sufficient).toBe(false);
      expect((await estimate(debateSettings({ usd: usd * 0.999 }))).sufficient).toBe(false);
    }
  });
});

test('an approval changes no estimate', async () => {
  expect(await estimate(settings({ approval: true }))).toEqual(await estimate(settings()));
});

test('an estimate includes the judge, at most all rounds, and a substitute for the judge', async () => {
  for (const options of [undefined, ['yes', 'no']]) {
    const { minimum, typical, maximum } = await estimate(settings(options && { options }));
    expect(minimum.turns).toEqual({ propose: 3, critique: 0, revise: 0, decide: 1 });
    expect(typical.turns).toEqual({ propose: 3, critique: 6, revise: 6, decide: 1 });
    expect(maximum.turns).toEqual({ propose: 3, critique: 6, revise: 6, decide: 2 });
  }
  const { minimum } = await estimate(settings({ stopWhenBlindAgree: false }));
  expect(minimum.turns).toEqual({ propose: 3, critique: 3, revise: 3, decide: 1 });
});

describe('the maximum of an estimate', () => {
  const priceOf = (model: string): TokenPrice => ({ inputUsd: model === 'dear' ? 10 : 1, outputUsd: 0 });
  const maximumUsd = (models: readonly string[], fallback?: string) => {
    const withFallback = { ...(fallback !== undefined && { fallback }) };
    const requests = models.map((model) => ({ model, ...withFallback }));
    const debateSettings = settings({
      rounds: 0,
      panel: createPanel(presets.standard, requests, 'cheap'),
      judge: createJudgeSeat({ model: 'cheap', ...withFallback }, 'cheap'),
    });
    const documentTokens = { min: 0, max: 0 };
    return estimateCost(debateSettings, { priceOf, outputTokensMaxOf, documentTokens }).maximum.usd;
  };
  const cheap = ['cheap', 'cheap', 'cheap'];

  test('includes the price of fallback models in the attempts after the first', () => {
    expect(maximumUsd(cheap, 'cheap')).toBe(maximumUsd(cheap));
    expect(maximumUsd(cheap, 'dear') / maximumUsd(cheap)).toBeCloseTo((1 + 10) / 2);
  });

  test('includes the dearest seat as a substitute for the judge', () => {
    const [first, last] = [maximumUsd(['dear', 'cheap', 'cheap']), maximumUsd(['cheap', 'cheap', 'dear'])];
    expect(last / first).toBeGreaterThan(0.99);
    expect(last / first).toBeLessThan(1.01);
  });
});

test('long evidence is counted with at least half and at most all of the characters that a prompt shows', async () => {
  const countedOf = async (text: string) => {
    const bare = await estimate(settings());
    const long = await estimate(settings(), [{ id: 'E1', name: 'long.txt', text }]);
    const aTurn = (of: 'minimum' | 'maximum', calls: number) =>
      (long[of].inputTokens - bare[of].inputTokens) / totalTurns(long[of]) / calls;
    return { least: aTurn('minimum', 1), most: aTurn('maximum', 4) };
  };
  const long = await countedOf('a word and another. '.repeat(20_000));
  expect(long.least).toBeCloseTo((evidenceCharsMax * 0.9) / 2 / 6, -1);
  expect(long.most).toBeGreaterThanOrEqual(evidenceCharsMax / 3);
  expect(long.most).toBeLessThan(evidenceCharsMax / 3 + 200);
  // The excerpt of mixed text may be the characters with the most tokens.
  const mixed = await countedOf(`${'a word and another. '.repeat(20_000)}${'大'.repeat(30_000)}`);
  expect(mixed.most - long.most).toBe(30_000 * 1.5 - 30_000 / 3);
});
