import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Roster } from '../../agents/agent.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { DebateSettings } from '../../debate/core/events.ts';
import { allSeats, modelsOfSeat } from '../../debate/core/presets.ts';
import { countDocumentTokens } from '../../debate/cost/document-tokens.ts';
import { type Estimate, type EstimateDeps, estimateCost } from '../../debate/cost/estimate.ts';
import type { EvidenceDocument } from '../../debate/prompting/turn-context.ts';
import { neutralFormats } from '../../shared/formats.ts';
import { throwProblem } from '../errors/problem-types.ts';

export interface BudgetDeps {
  readonly contract: Contract;
  readonly roster: Pick<Roster, 'info' | 'callSettings'>;
}

/** The models of a debate without a known price. */
export function listUnpriced(settings: DebateSettings, roster: BudgetDeps['roster']): readonly string[] {
  const models = allSeats(settings).flatMap(modelsOfSeat);
  return [...new Set(models)].filter((model) => roster.info(model).price === null);
}

export async function estimateDebateCost(
  settings: DebateSettings,
  documents: readonly EvidenceDocument[],
  { contract, roster }: BudgetDeps,
): Promise<Estimate> {
  const documentTokens = await countDocumentTokens(documents, contract.agents.evidenceCharsMax, nextTurn);
  const priceOf = (model: string) => roster.info(model).price;
  const outputTokensMaxOf: EstimateDeps['outputTokensMaxOf'] = (model, seat) =>
    roster.callSettings(model, seat).outputTokensMax;
  return estimateCost(settings, { documentTokens, priceOf, outputTokensMaxOf });
}

/** Rejects a budget that cannot limit the debate, or that cannot pay for its first round. */
export async function checkBudget(
  settings: DebateSettings,
  documents: readonly EvidenceDocument[],
  deps: BudgetDeps,
): Promise<void> {
  const { usd, tokens } = settings.budget;
  if (usd === undefined && tokens === undefined) return;
  const unpriced = listUnpriced(settings, deps.roster);
  if (usd !== undefined && tokens === undefined && unpriced.length > 0)
    throwProblem(
      'insufficient-budget',
      `A budget in USD does not limit ${unpriced.join(', ')}: the price is not known. ` +
        'Add a budget in tokens, or the price to ROSTRUM_MODELS_FILE.',
    );
  const { sufficient, firstRound } = await estimateDebateCost(settings, documents, deps);
  if (sufficient) return;
  const needed = [
    ...(usd === undefined ? [] : [neutralFormats.usd(firstRound.usd)]),
    ...(tokens === undefined ? [] : [`${neutralFormats.count(firstRound.tokens)} tokens`]),
  ];
  throwProblem(
    'insufficient-budget',
    `The budget does not cover the first round, which reserves up to ${needed.join(' and ')} with the decision. ` +
      'Raise the budget, or use fewer seats, less evidence or cheaper models.',
  );
}
