import { allSeats, modelsOfSeat } from '../../debate/core/presets.ts';
import type { DebateSettings } from '../../debate/core/settings.ts';
import { type ScenarioCost, typicalReplyTokens } from '../../debate/cost/estimate.ts';
import type { EstimateResponse, ScenarioCostResponse } from '../../debate/views/responses.ts';
import type { AppContext } from '../context.ts';
import type { NewDebateSchema } from '../schemas/new-debate.ts';
import { estimateDebateCost, listUnpriced } from './check-budget.ts';
import { type NewDebateDeps, parseNewDebate, readNewDebate } from './create.ts';
import { fromBody } from './debate-source.ts';

/** `POST /api/v1/estimates`: takes the body of a creation and computes its cost. Nothing is stored. */
export async function estimateDebate(
  c: AppContext,
  deps: NewDebateDeps,
  schema: NewDebateSchema,
): Promise<EstimateResponse> {
  const { roster } = deps;
  const request = await parseNewDebate(c, await readNewDebate(c, deps.contract), deps, schema, fromBody);
  const { panel, judge, rounds, budget, preset, attemptsMax, deadlineAt } = request.settings;
  const estimate = await estimateDebateCost(request.settings, request.documents.texts, deps);
  return {
    preset,
    panel,
    judge,
    rounds,
    deadlineSeconds: Math.round((Date.parse(deadlineAt) - request.createdAt.getTime()) / 1000),
    minimum: toCostBounds(estimate.minimum),
    typical: toCostBounds(estimate.typical),
    maximum: toCostBounds(estimate.maximum),
    unpriced: listUnpriced(request.settings, roster),
    budget: {
      usd: budget.usd ?? null,
      tokens: budget.tokens ?? null,
      firstRound: estimate.firstRound,
      sufficient: estimate.sufficient,
    },
    warnings: request.settings.warnings ?? [],
    assumptions: describeAssumptions(listReplyLimits(request.settings, roster), attemptsMax),
  };
}

/** The limits of the replies in a debate, smallest first. */
function listReplyLimits(settings: DebateSettings, roster: NewDebateDeps['roster']): readonly number[] {
  const limits = allSeats(settings).flatMap((seat) =>
    modelsOfSeat(seat).map((model) => roster.callSettings(model, seat).outputTokensMax),
  );
  return [...new Set(limits)].sort((a, b) => a - b);
}

const describeAssumptions = (replyLimits: readonly number[], attemptsMax: number): readonly string[] => [
  'Minimum: all agents agree as soon as the rules allow it. The prompt of each turn is counted once, without its ' +
    'instructions, at the lowest possible token count, with the question and the documents at the price of cached ' +
    'input where it is known. Replies are not included.',
  'Typical: all rounds take place, with one call per turn and replies of ' +
    `${Math.min(typicalReplyTokens, ...replyLimits)} tokens. Real replies may be shorter or longer.`,
  `Maximum: the agents never agree, every reply has as many tokens as its limit allows (${replyLimits.join(' or ')} ` +
    'tokens, and twice as many for a model that reads it with another tokenizer), each reply is ' +
    `requested once more because it could not be parsed, every turn takes ${attemptsMax} attempts, and the judge ` +
    'fails, so that an agent of the panel takes its place. The budget never reserves more than this.',
  'Not included: notes from people, and turns that are repeated after a worker is lost. A debate that is stopped, or ' +
    'that loses agents, has fewer turns.',
];

function toCostBounds({ turns, inputTokens, outputTokens, usd }: ScenarioCost): ScenarioCostResponse {
  const total = Object.values(turns).reduce((sum, count) => sum + count, 0);
  return { turns: { ...turns, total }, inputTokens, outputTokens, tokens: inputTokens + outputTokens, usd };
}
