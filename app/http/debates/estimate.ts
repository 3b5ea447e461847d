import { setImmediate as nextTurn } from 'node:timers/promises';
import { countDocumentTokens } from '../../debate/cost/document-tokens.ts';
import {
  type EstimateDeps,
  estimateCost,
  type ScenarioCost,
  typicalReplyTokens,
} from '../../debate/cost/estimate.ts';
import { quotedReplyTokensMax } from '../../debate/cost/reservation.ts';
import type { EstimateResponse, ScenarioCostResponse } from '../../debate/views/responses.ts';
import type { AppContext, AppDeps } from '../deps.ts';
import type { NewDebateSchema } from '../schemas/new-debate.ts';
import { parseNewDebate } from './create.ts';

/** `POST /api/v1/estimates`: the body of a creation, answered with what it would cost. Nothing is kept of it. */
export async function estimateDebate(
  c: AppContext,
  deps: AppDeps,
  schema: NewDebateSchema,
): Promise<EstimateResponse> {
  const { roster, contract } = deps;
  const request = await parseNewDebate(c, deps, schema);
  const { panel, judge, options, rounds, budget, preset, attemptsMax } = request.settings;
  const { outputTokensMax, evidenceCharsMax } = contract.agents;
  const priceOf: EstimateDeps['priceOf'] = (model) => roster.info(model).price;
  const documentTokens = await countDocumentTokens(request.documents.texts, evidenceCharsMax, nextTurn);
  const estimate = estimateCost(request.settings, { documentTokens, priceOf, outputTokensMax });
  const usualTokens = Math.min(typicalReplyTokens, outputTokensMax);
  const seats = options ? panel : [...panel, judge];
  const models = new Set(seats.map(({ model }) => model));
  return {
    preset,
    panel,
    judge: options ? null : judge,
    rounds,
    minimum: toCostBounds(estimate.minimum),
    typical: toCostBounds(estimate.typical),
    maximum: toCostBounds(estimate.maximum),
    unpriced: [...models].filter((model) => priceOf(model) === null),
    budget: {
      usd: budget.usd ?? null,
      tokens: budget.tokens ?? null,
      firstRound: estimate.firstRound,
      sufficient: estimate.sufficient,
    },
    assumptions: [
      'At least: all agree as soon as the rules allow it. Of each turn its prompt is counted once, without the ' +
        'instructions around it, at the fewest tokens that it can be. Replies come on top.',
      `Usual: all rounds are played, with one call a turn and replies of ${usualTokens} tokens. How long they really ` +
        'are, nobody knows before.',
      `At most: nobody ever agrees, every reply has ${outputTokensMax} tokens (${quotedReplyTokensMax(outputTokensMax)} ` +
        'to a model that counts in another way and reads it), each is asked for once more because it cannot be ' +
        `read, and every turn takes ${attemptsMax} attempts. The budget holds back no more than this for them.`,
      'Notes of people, and turns that run again because their worker was lost, come on top of both. A debate that ' +
        'is stopped, or that loses agents, takes fewer turns.',
    ],
  };
}

function toCostBounds({ turns, inputTokens, outputTokens, usd }: ScenarioCost): ScenarioCostResponse {
  const total = Object.values(turns).reduce((sum, count) => sum + count, 0);
  return { turns: { ...turns, total }, inputTokens, outputTokens, tokens: inputTokens + outputTokens, usd };
}
