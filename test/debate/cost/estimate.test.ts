import { describe, expect, test } from 'vitest';
import type { Agent } from '../../../app/agents/agent.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { dueTurns } from '../../../app/debate/core/due-turns.ts';
import type { DebateSettings, PresetName } from '../../../app/debate/core/events.ts';
import { createPanel, defaultQuorum, presetNames, presets } from '../../../app/debate/core/presets.ts';
import { type DebateState, findTurn } from '../../../app/debate/core/state.ts';
import { countDocumentTokens } from '../../../app/debate/cost/document-tokens.ts';
import { estimateCost, type ScenarioCost } from '../../../app/debate/cost/estimate.ts';
import { computeCostUsd, type TokenPrice } from '../../../app/debate/cost/reservation.ts';
import { neverAgree, type OutcomeSimulator } from '../../../app/debate/cost/simulated-outcomes.ts';
import { prepareTurns } from '../../../app/debate/prompting/prepare-turns.ts';
import type { EvidenceDocument } from '../../../app/debate/prompting/turn-context.ts';
import { generateReply } from '../../../app/worker/generate-reply.ts';
import { documents as evidence } from '../../support/agents/briefs.ts';
import { createTestRehearsal } from '../../support/agents/rehearsal.ts';
import { createDebateDriver, settings } from '../../support/debates/debate-driver.ts';
import { createRandom, type Random } from '../../support/random.ts';

const { outputTokensMax, evidenceCharsMax } = profile('test').agents;
const price = { inputUsd: 3, outputUsd: 15 };
const prices = { priceOf: () => price, outputTokensMax };
const tokensOf = (documents: readonly EvidenceDocument[]) =>
  countDocumentTokens(documents, evidenceCharsMax, async () => {});
const estimated = async (asked: DebateSettings, documents: readonly EvidenceDocument[] = []) =>
  estimateCost(asked, { ...prices, documentTokens: await tokensOf(documents) });

const totalOf = ({ turns }: ScenarioCost) => Object.values(turns).reduce((sum, count) => sum + count, 0);

/** A whole debate in which this agent has every seat, as a worker runs it, but without a store. */
async function rehearsed(asked: DebateSettings, documents: readonly EvidenceDocument[], agent: Agent) {
  const course = createDebateDriver(asked);
  const preparing = { ...prices, documents, documentTokens: (await tokensOf(documents)).max };
  const { signal } = new AbortController();
  for (;;) {
    const { state } = course;
    if (state.phase === 'none') throw new Error('the debate has not begun');
    if (state.phase === 'ended') return { state, log: course.log };
    const { command, preparedTurns } = prepareTurns(state, dueTurns(state), preparing);
    course.execute(command);
    for (const one of preparedTurns) {
      const { due } = one;
      // The engine may have ended the debate meanwhile, or not have begun the turns, for want of budget.
      if (!isRunning(course.state, due.turn)) continue;
      const spoken = await generateReply(agent, one, { signal, publishText: () => {} });
      const { turn, attempt } = due;
      const common = { turn, attempt, usage: spoken.usage, costUsd: computeCostUsd(spoken.usage, price) };
      if (spoken.status === 'completed')
        course.execute({ type: 'complete', ...common, text: spoken.text, outcome: spoken.outcome });
      else course.execute({ type: 'fail', ...common, reason: spoken.reason, message: spoken.message });
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
  const tries = Array.from({ length: 40 }, (_, index) => ({
    asked: randomSettings(random),
    documents: random.pick([
      [],
      evidence,
      [{ id: 'E1', name: 'lang.txt', text: 'Größe 大きさ. '.repeat(900) }],
    ]),
    model: random.pick([`seed=${index}`, `seed=${index}&malformed=0.3`, `seed=${index}&fail=0.1`]),
  }));

  test('takes as many turns, and spends as much, as its estimate says at least and at most', async () => {
    const seen = { agreed: 0, failed: 0, toTheEnd: 0 };
    for (const { asked, documents, model } of tries) {
      const { minimum, maximum } = await estimated(asked, documents);
      const { state, log } = await rehearsed(asked, documents, createTestRehearsal(model));
      const about = JSON.stringify({ model, asked });
      expect(state.turns.length, about).toBeLessThanOrEqual(totalOf(maximum));
      expect(state.spent.usd, about).toBeLessThanOrEqual(maximum.usd);
      expect(state.spent.tokens, about).toBeLessThanOrEqual(maximum.inputTokens + maximum.outputTokens);
      const lost = log.some(({ type, data }) => type === 'turn.failed' && data.final);
      if (!lost) {
        expect(state.turns.length, about).toBeGreaterThanOrEqual(totalOf(minimum));
        expect(state.spent.usd, about).toBeGreaterThanOrEqual(minimum.usd);
        expect(state.spent.tokens, about).toBeGreaterThanOrEqual(minimum.inputTokens);
      }
      if (lost) seen.failed += 1;
      else if (state.turns.length === totalOf(minimum)) seen.agreed += 1;
      if (state.turns.length === totalOf(maximum)) seen.toTheEnd += 1;
    }
    // Both ends have been met, so neither is only a bound that nothing comes near.
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0);
  });
});

/** What is held back for all turns of a debate with these replies, as a worker holds it back. */
function heldBack(
  asked: DebateSettings,
  priceOf: (model: string) => TokenPrice,
  outcomeOf: OutcomeSimulator,
) {
  const course = createDebateDriver(asked);
  const sum = { usd: 0, tokens: 0 };
  for (;;) {
    const { state } = course;
    if (state.phase === 'none' || state.phase === 'ended') return sum;
    const preparing = { documents: [], documentTokens: 0, priceOf, outputTokensMax };
    const { command, preparedTurns } = prepareTurns(state, dueTurns(state), preparing);
    course.execute(command);
    for (const { reserved } of command.turns) {
      sum.usd += reserved.usd ?? 0;
      sum.tokens += reserved.tokens;
    }
    for (const { due, context } of preparedTurns) course.complete(due.turn, outcomeOf(context));
  }
}

describe('no replies make the budget hold back more than an estimate says at most', () => {
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
    ['three characters to a token', 'x'.repeat(outputTokensMax * 3)],
    ['five', 'x'.repeat(outputTokensMax * 5)],
    ['Russian, four of its characters to a token', 'ж'.repeat(outputTokensMax * 4)],
    ['Chinese', '大'.repeat(outputTokensMax)],
  ])('%s', (_, text) => {
    const asked = settings({ panel, attemptsMax: 1 });
    const documentTokens = { min: 0, max: 0 };
    const { maximum } = estimateCost(asked, { priceOf, outputTokensMax, documentTokens });
    for (const first of seats) {
      // Whoever is spoken of at length has the longest prompt.
      const order = [first, ...seats.filter((id) => id !== first)];
      const held = heldBack(asked, priceOf, neverAgree(text, order));
      expect(held.tokens).toBeLessThanOrEqual(maximum.inputTokens + maximum.outputTokens);
      expect(held.usd).toBeLessThanOrEqual(maximum.usd);
    }
  });
});

test('the usual course lies between the two ends, and near what a rehearsal takes', async () => {
  const asked = settings({ seed: 7 });
  const { minimum, typical, maximum } = await estimated(asked, evidence);
  for (const member of ['inputTokens', 'outputTokens', 'usd'] as const) {
    expect(typical[member], member).toBeGreaterThan(minimum[member]);
    expect(typical[member], member).toBeLessThan(maximum[member]);
  }
  expect(typical.turns).toEqual(maximum.turns);
  const { state } = await rehearsed(asked, evidence, createTestRehearsal('seed=7'));
  const perTurn = (tokens: number, turns: number) => tokens / turns;
  const taken = perTurn(state.spent.tokens, state.turns.length);
  const expected = perTurn(typical.inputTokens + typical.outputTokens, totalOf(typical));
  expect(expected / taken).toBeGreaterThan(1 / 3);
  expect(expected / taken).toBeLessThan(4);
});

describe('the budget suffices for the first round', () => {
  test('exactly when the engine starts its turns', async () => {
    for (const name of presetNames) {
      const panel = createPanel(presets[name], undefined, 'rehearsal');
      const asked = (budget: DebateSettings['budget']) => settings({ preset: name, panel, budget });
      const { usd, tokens } = (await estimated(asked({}))).firstRound;
      expect((await estimated(asked({}))).sufficient).toBe(true);
      expect((await estimated(asked({ usd, tokens }))).sufficient).toBe(true);
      expect((await estimated(asked({ tokens: tokens - 1 }))).sufficient).toBe(false);
      expect((await estimated(asked({ usd: usd * 0.999 }))).sufficient).toBe(false);
    }
  });
});

test('a closed question needs no judge; an open one, no vote after the blind round', async () => {
  const closed = await estimated(settings({ options: ['yes', 'no'] }));
  expect(closed.minimum.turns).toEqual({ propose: 3, critique: 0, revise: 0, decide: 0 });
  expect(closed.maximum.turns).toEqual({ propose: 3, critique: 6, revise: 6, decide: 0 });
  const open = await estimated(settings());
  expect(open.minimum.turns).toEqual({ propose: 3, critique: 3, revise: 3, decide: 1 });
  expect(open.maximum.turns).toEqual({ propose: 3, critique: 6, revise: 6, decide: 1 });
});

test('long evidence is counted as what a prompt shows of it, at least one half and at most all', async () => {
  const countedOf = async (text: string) => {
    const bare = await estimated(settings());
    const long = await estimated(settings(), [{ id: 'E1', name: 'long.txt', text }]);
    const aTurn = (of: 'minimum' | 'maximum', calls: number) =>
      (long[of].inputTokens - bare[of].inputTokens) / totalOf(long[of]) / calls;
    return { least: aTurn('minimum', 1), most: aTurn('maximum', 4) };
  };
  const long = await countedOf('a word and another. '.repeat(20_000));
  expect(long.least).toBeCloseTo(evidenceCharsMax / 2 / 6, -1);
  expect(long.most).toBeGreaterThanOrEqual(evidenceCharsMax / 3);
  expect(long.most).toBeLessThan(evidenceCharsMax / 3 + 100);
  // Where other characters are among it, they may be what is shown.
  const mixed = await countedOf(`${'a word and another. '.repeat(20_000)}${'大'.repeat(30_000)}`);
  expect(mixed.most - long.most).toBe(30_000 * 1.5 - 30_000 / 3);
});
