import type { AgentsResponse } from '../../debate/views/agents-response.ts';
import { joinNames } from '../../debate/views/record-text.ts';
import type { Formats } from '../../shared/formats.ts';
import { type CheckResult, defineCheck } from './check.ts';

const daysMax = 60;
const dayMs = 86_400_000;

/** Warns about prices that may have changed since, and about a default model that has none. */
export const checkPrices = defineCheck('prices', async ({ server, signal, now, formats }) => {
  const agents = await server.client.agents({ signal });
  const warnings = [...warnOfMissingPrice(agents), ...warnOfOldPrices(agents, now())];
  return warnings.length > 0
    ? warnings
    : [{ status: 'pass', name: 'prices', message: describeDefaultPrice(agents, formats) }];
});

function warnOfMissingPrice({ defaultModel, defaultPrice }: AgentsResponse): readonly CheckResult[] {
  if (defaultPrice !== null) return [];
  return [
    {
      status: 'warning',
      name: 'prices',
      message:
        `the price of ${defaultModel} is not known: its cost is not counted, and a budget in USD does not ` +
        'limit it',
      fix: 'Add its price to ROSTRUM_MODELS_FILE.',
    },
  ];
}

function warnOfOldPrices({ providers }: AgentsResponse, now: number): readonly CheckResult[] {
  const old = providers.flatMap(({ provider, pricesCheckedAt }) =>
    pricesCheckedAt !== null && now - Date.parse(pricesCheckedAt) > daysMax * dayMs
      ? [`${provider} (${pricesCheckedAt})`]
      : [],
  );
  if (old.length === 0) return [];
  return [
    {
      status: 'warning',
      name: 'prices',
      message: `last compared more than ${daysMax} days ago with those of ${joinNames(old)}`,
      fix: 'Update Rostrum, or put current prices and their date (checkedAt) into ROSTRUM_MODELS_FILE.',
    },
  ];
}

function describeDefaultPrice({ defaultModel, defaultPrice }: AgentsResponse, formats: Formats): string {
  const { inputUsd = 0, outputUsd = 0 } = defaultPrice ?? {};
  const [input, output] = [formats.usd(inputUsd), formats.usd(outputUsd)];
  return `${defaultModel} costs ${input} for a million tokens of input, ${output} of output`;
}
