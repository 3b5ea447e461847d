import { buildProtocol } from '../../../app/debate/core/build-settings.ts';
import { createJudgeSeat, createPanel, defaultQuorum, presets } from '../../../app/debate/core/presets.ts';
import { type Exchange, exchanges } from '../../../app/debate/core/protocol.ts';
import type { DebateSettings } from '../../../app/debate/core/settings.ts';
import { simulateDebate } from '../../../app/debate/cost/simulate-debate.ts';
import { neverAgree, type ReplySimulator } from '../../../app/debate/cost/simulated-outcomes.ts';
import { textWithTokens } from '../../../app/debate/cost/token-bounds.ts';
import type { BenchRow } from '../row.ts';

const replyTokens = 400;

function settingsFor(exchange: Exchange): DebateSettings {
  const judge = createJudgeSeat(undefined, 'model');
  const panel = createPanel(presets.deep, undefined, 'model');
  return {
    question: 'Should payouts move to events?',
    preset: 'deep',
    evidence: [],
    panel,
    judge,
    ...buildProtocol(presets.deep, { exchange }, judge),
    rounds: presets.deep.rounds,
    attemptsMax: 1,
    quorum: defaultQuorum(panel),
    budget: {},
    decideAt: '2026-01-01T00:28:00.000Z',
    deadlineAt: '2026-01-01T00:30:00.000Z',
    seed: 1,
    contractHash: 'bench',
  };
}

/** Two camps, so that differing peers are fewer than all; agents keep their position and say the same of each peer. */
const twoCamps: ReplySimulator = (context) => {
  const ids = ['a1', 'a2', 'a3', 'a4', 'a5'];
  const reply = neverAgree(textWithTokens(replyTokens), ids)(context);
  const { outcome } = reply;
  if (outcome.phase !== 'propose' && outcome.phase !== 'revise') return reply;
  const camp = ids.findIndex((id) => context.turn.endsWith(id)) % 2;
  // Changes of confidence alone, so that no round is the last because it changed nothing.
  const claim = `Camp ${camp} in round ${context.round}: ${textWithTokens(replyTokens)}`;
  return { ...reply, outcome: { ...outcome, position: { ...outcome.position, claim } } };
};

function promptTokens(exchange: Exchange): number {
  const deps = {
    documents: [],
    documentTokens: 2000,
    priceOf: () => null,
    outputTokensMaxOf: () => 2000,
  };
  const turns = simulateDebate(settingsFor(exchange), deps, twoCamps);
  return turns.reduce((sum, turn) => sum + turn.promptTokens, 0);
}

export const exchange: BenchRow = {
  description: 'prompt tokens of five seats, three rounds and a jury, by exchange',
  run: async () => {
    const all = promptTokens('all');
    const entries = exchanges.flatMap((name): (readonly [string, number | string])[] => {
      const tokens = promptTokens(name);
      const saved = Math.round((1 - tokens / all) * 100);
      return [
        [`${name}: prompt tokens`, tokens],
        ...(name === 'all' ? [] : [[`${name}: saved against all`, `${saved} %`] as const]),
      ];
    });
    return { figures: Object.fromEntries(entries), goals: [] };
  },
};
