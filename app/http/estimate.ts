import { setImmediate as nextTurn } from 'node:timers/promises';
import { countDocuments } from '../debate/document-tokens.ts';
import { type CourseCost, type EstimateParts, estimateOf, usualReplyTokens } from '../debate/estimate.ts';
import { quotedReplyTokens } from '../debate/reservation.ts';
import type { CourseResource, EstimateResource } from '../debate/resources.ts';
import { readNewDebate } from './create.ts';
import type { AppContext, AppParts } from './parts.ts';
import type { NewDebateSchema } from './schemas.ts';

/** `POST /api/v1/estimates`: the body of a creation, answered with what it would cost. Nothing is kept of it. */
export async function estimateDebate(
  c: AppContext,
  parts: AppParts,
  schema: NewDebateSchema,
): Promise<EstimateResource> {
  const { roster, contract } = parts;
  const asked = await readNewDebate(c, parts, schema);
  const { panel, judge, options, rounds, budget, preset, attemptsMax } = asked.settings;
  const { outputTokensMax, evidenceCharsMax } = contract.agents;
  const priceOf: EstimateParts['priceOf'] = (model) => roster.info(model).price;
  const documentTokens = await countDocuments(asked.documents.texts, evidenceCharsMax, nextTurn);
  const estimate = estimateOf(asked.settings, { documentTokens, priceOf, outputTokensMax });
  const usualTokens = Math.min(usualReplyTokens, outputTokensMax);
  const seats = options ? panel : [...panel, judge];
  const models = new Set(seats.map(({ model }) => model));
  return {
    preset,
    panel,
    judge: options ? null : judge,
    rounds,
    least: resourceOf(estimate.least),
    usual: resourceOf(estimate.usual),
    most: resourceOf(estimate.most),
    unpriced: [...models].filter((model) => priceOf(model) === null),
    budget: {
      usd: budget.usd ?? null,
      tokens: budget.tokens ?? null,
      firstRound: estimate.firstRound,
      suffices: estimate.suffices,
    },
    counted: [
      'At least: all agree as soon as the rules allow it. Of each turn its prompt is counted once, without the ' +
        'instructions around it, at the fewest tokens that it can be. Replies come on top.',
      `Usual: all rounds are played, with one call a turn and replies of ${usualTokens} tokens. How long they really ` +
        'are, nobody knows before.',
      `At most: nobody ever agrees, every reply has ${outputTokensMax} tokens (${quotedReplyTokens(outputTokensMax)} ` +
        'to a model that counts in another way and reads it), each is asked for once more because it cannot be ' +
        `read, and every turn takes ${attemptsMax} attempts. The budget holds back no more than this for them.`,
      'Notes of people, and turns that run again because their worker was lost, come on top of both. A debate that ' +
        'is stopped, or that loses agents, takes fewer turns.',
    ],
  };
}

function resourceOf({ turns, inputTokens, outputTokens, usd }: CourseCost): CourseResource {
  const total = Object.values(turns).reduce((sum, count) => sum + count, 0);
  return { turns: { ...turns, total }, inputTokens, outputTokens, tokens: inputTokens + outputTokens, usd };
}
