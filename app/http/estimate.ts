import { type CourseCost, type EstimateParts, estimateOf } from '../debate/estimate.ts';
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
  const documents = asked.documents.texts;
  const estimate = estimateOf(asked.settings, { documents, priceOf, outputTokensMax, evidenceCharsMax });
  const seats = options ? panel : [...panel, judge];
  const models = new Set(seats.map(({ model }) => model));
  return {
    preset,
    panel,
    judge: options ? null : judge,
    rounds,
    least: resourceOf(estimate.least),
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
      `At most: nobody ever agrees, every reply has ${outputTokensMax} tokens, each is asked for once more because ` +
        `it cannot be read, and every turn takes ${attemptsMax} attempts. This is what the budget holds back for them.`,
      'Notes of people, and turns that run again because their worker was lost, come on top of both. A debate that ' +
        'is stopped, or that loses agents, takes fewer turns.',
    ],
  };
}

function resourceOf({ turns, inputTokens, outputTokens, usd }: CourseCost): CourseResource {
  const total = Object.values(turns).reduce((sum, count) => sum + count, 0);
  return { turns: { ...turns, total }, inputTokens, outputTokens, tokens: inputTokens + outputTokens, usd };
}
