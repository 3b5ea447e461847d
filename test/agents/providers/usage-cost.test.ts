import { expect, test } from 'vitest';
import { readChatChunk } from '../../../app/agents/providers/readers/chat-completion-reader.ts';
import { createReplyState } from '../../../app/agents/providers/readers/reply-state.ts';
import type { ReportedUsage } from '../../../app/agents/providers/reply-stream.ts';
import { readUsage } from '../../../app/agents/providers/reported-usage.ts';
import type { Usage } from '../../../app/debate/core/events.ts';
import { computeCostUsd, type ModelPrice } from '../../../app/debate/cost/price.ts';

const prices = {
  plain: { inputUsd: 3, outputUsd: 15 },
  claude: { inputUsd: 2, outputUsd: 10, cachedInputUsd: 0.1, cacheWriteUsd: 2.5 },
  haiku: {
    ...{ inputUsd: 0.1, outputUsd: 0.5, cachedInputUsd: 0.01, cacheWriteUsd: 0.125 },
    tiers: [
      { aboveTokens: 100_000, inputUsd: 0.5, outputUsd: 2.5, cachedInputUsd: 0.05, cacheWriteUsd: 0.625 },
    ],
  },
  gpt: {
    ...{ inputUsd: 2, outputUsd: 10, cachedInputUsd: 0.1, cacheWriteUsd: 2.5 },
    tiers: [{ aboveTokens: 272_000, inputUsd: 4, outputUsd: 15, cachedInputUsd: 0.2, cacheWriteUsd: 5 }],
  },
  gemini: {
    ...{ inputUsd: 1.25, outputUsd: 10, cachedInputUsd: 0.125 },
    tiers: [{ aboveTokens: 200_000, inputUsd: 2.5, outputUsd: 15, cachedInputUsd: 0.25 }],
  },
  deepseek: { inputUsd: 0.28, outputUsd: 0.42, cachedInputUsd: 0.028 },
  thinker: { inputUsd: 1, outputUsd: 2, reasoningUsd: 3 },
} as const satisfies Readonly<Record<string, ModelPrice>>;

type PriceName = keyof typeof prices;

/** Of the prompt and the reply, for what a report does not say. */
const own: Usage = { inputTokens: 700, outputTokens: 300, estimated: true };

const usage = (
  inputTokens: number,
  outputTokens: number,
  parts: Partial<Pick<Usage, 'cachedTokens' | 'cacheWriteTokens' | 'reasoningTokens'>> = {},
  estimated = false,
): Usage => ({ inputTokens, outputTokens, estimated, ...parts });

/** Chat completions: what a server sends, what is counted, and its cost, computed by hand. */
const chatReports: readonly (readonly [PriceName, object | null, Usage, number])[] = [
  ['plain', { prompt_tokens: 10_000, completion_tokens: 1000 }, usage(10_000, 1000), 0.045],
  ['plain', chat(10_000, 1000, 8000, 600), usage(10_000, 1000, cachedAnd(8000, 600)), 0.045],
  ['gpt', chat(10_000, 1000, 8000, 600), usage(10_000, 1000, cachedAnd(8000, 600)), 0.0148],
  ['gpt', chat(272_000, 4000), usage(272_000, 4000), 0.584],
  ['gpt', chat(272_001, 4000), usage(272_001, 4000), 1.148004],
  [
    'gpt',
    {
      ...chat(300_000, 2000, 0, 1500),
      prompt_tokens_details: { cached_tokens: 250_000, cache_write_tokens: 20_000 },
    },
    usage(300_000, 2000, { ...cachedAnd(250_000, 1500), cacheWriteTokens: 20_000 }),
    0.3,
  ],
  [
    'deepseek',
    {
      prompt_tokens: 12_000,
      completion_tokens: 800,
      prompt_cache_hit_tokens: 9000,
      prompt_cache_miss_tokens: 3000,
    },
    usage(12_000, 800, { cachedTokens: 9000 }),
    0.001428,
  ],
  ['thinker', chat(500, 1200, 0, 900), usage(500, 1200, { reasoningTokens: 900 }), 0.0038],
  // Reasoning only in the total, with and without its own count.
  [
    'plain',
    { prompt_tokens: 20, completion_tokens: 151, total_tokens: 553 },
    usage(20, 533, { reasoningTokens: 382 }),
    0.008055,
  ],
  ['plain', { ...chat(21, 0, 0, 60), total_tokens: 81 }, usage(21, 60, { reasoningTokens: 60 }), 0.000963],
  ['plain', null, own, 0.0066],
  ['plain', { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }, own, 0.0066],
  ['plain', { prompt_tokens: null, completion_tokens: null }, own, 0.0066],
  ['plain', { prompt_tokens: -5, completion_tokens: -9, total_tokens: 40 }, own, 0.0066],
  ['plain', { prompt_tokens: 10.5, completion_tokens: 2.5 }, own, 0.0066],
  ['plain', { prompt_tokens: '10', completion_tokens: '2' }, own, 0.0066],
  ['plain', { prompt_tokens: 5000 }, usage(5000, 300, {}, true), 0.0195],
  ['plain', chat(1000, 60_000), usage(1000, 60_000), 0.903],
  // A part that is more than its whole is not believed.
  ['gpt', chat(5000, 1000, 6000, 2000), usage(5000, 1000), 0.02],
  ['gpt', chat(5000, 1000, -1, 0.5), usage(5000, 1000), 0.02],
];

/** What the readers of other wires report: `inputTokens` has the cached ones in it, `outputTokens` the reasoning. */
const reports: readonly (readonly [PriceName, ReportedUsage, Usage, number])[] = [
  ['claude', report(10_000, 500), usage(10_000, 500), 0.025],
  ['claude', report(50_000, 1000, 45_000), usage(50_000, 1000, { cachedTokens: 45_000 }), 0.0245],
  ['claude', report(50_000, 1000, 0, 48_000), usage(50_000, 1000, { cacheWriteTokens: 48_000 }), 0.134],
  [
    'claude',
    report(50_000, 1000, 40_000, 8000),
    usage(50_000, 1000, { cachedTokens: 40_000, cacheWriteTokens: 8000 }),
    0.038,
  ],
  ['claude', report(4096, 1, 4096, 1), usage(4096, 1, { cachedTokens: 4096 }), 0.0004196],
  ['claude', report(8000, null), usage(8000, 300, {}, true), 0.019],
  ['haiku', report(100_000, 1000, 90_000), usage(100_000, 1000, { cachedTokens: 90_000 }), 0.0024],
  ['haiku', report(100_001, 1000, 90_000), usage(100_001, 1000, { cachedTokens: 90_000 }), 0.0120005],
  ['gemini', report(1500, 400, null, null, 300), usage(1500, 400, { reasoningTokens: 300 }), 0.005875],
  ['gemini', report(200_000, 1000, 100_000), usage(200_000, 1000, { cachedTokens: 100_000 }), 0.1475],
  ['gemini', report(200_001, 1000, 100_000), usage(200_001, 1000, { cachedTokens: 100_000 }), 0.2900025],
  [
    'gemini',
    report(350_000, 6000, 300_000, null, 5000),
    usage(350_000, 6000, cachedAnd(300_000, 5000)),
    0.29,
  ],
  ['gemini', report(900, Number.NaN, Number.POSITIVE_INFINITY), usage(900, 300, {}, true), 0.004125],
  [
    'gemini',
    report(undefined, 2000, 5, undefined, 1800),
    usage(700, 2000, { reasoningTokens: 1800 }, true),
    0.020875,
  ],
];

function chat(prompt: number, completion: number, cached = 0, reasoning = 0) {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

function cachedAnd(cachedTokens: number, reasoningTokens: number) {
  return { cachedTokens, reasoningTokens };
}

type Count = number | null | undefined;
function report(
  inputTokens: Count,
  outputTokens: Count,
  cachedTokens?: Count,
  cacheWriteTokens?: Count,
  reasoningTokens?: Count,
): ReportedUsage {
  return { inputTokens, outputTokens, cachedTokens, cacheWriteTokens, reasoningTokens };
}

const readReport = (sent: object | null): ReportedUsage => {
  const state = createReplyState();
  readChatChunk({ choices: [], usage: sent }, state);
  return state.usage;
};

test.each([
  ...chatReports.map(([price, sent, counted, usd]) => [price, sent, readReport(sent), counted, usd] as const),
  ...reports.map(([price, sent, counted, usd]) => [price, sent, sent, counted, usd] as const),
])('at the price of %s, the usage %j is counted and costed', (price, _, reported, counted, usd) => {
  const read = readUsage(reported, () => own);
  expect(read).toEqual(counted);
  expect(Math.abs((computeCostUsd(read, prices[price]) ?? Number.NaN) - usd)).toBeLessThan(1e-9);
});
