import { expect, test } from 'vitest';
import { estimateLabel } from '../../../app/page/lib/format.ts';
import { neutralFormats } from '../../../app/shared/formats.ts';

const scenario = (total: number, usd: number) => ({
  turns: { propose: 0, critique: 0, revise: 0, decide: 0, total },
  inputTokens: 0,
  outputTokens: 0,
  tokens: total * 1000,
  usd,
});

test('an estimate is in money, or in tokens when a model has no known price', () => {
  const estimate = { typical: scenario(10, 0.25), maximum: scenario(16, 0.5), deadlineSeconds: 1800 };
  expect(estimateLabel({ ...estimate, unpriced: [] }, neutralFormats)).toBe(
    'About 10 calls and $0.25, at most 16 calls and $0.50, in up to 30 minutes.',
  );
  expect(estimateLabel({ ...estimate, unpriced: ['a:b'] }, neutralFormats)).toBe(
    'About 10 calls and 10.0k tokens, at most 16 calls and 16.0k tokens, in up to 30 minutes.',
  );
});
