import { expect, test } from 'vitest';
import { estimateTextTokens } from '../../app/agents/agent.ts';
import { maxTextTokens } from '../../app/debate/cost/token-bounds.ts';

test.each([
  ['English', 'four characters a token, or so.!', 8],
  ['Japanese', '夜間バッチから、移行。', 11],
  ['Korean', '야간배치', 4],
  ['Thai', 'ย้ายระบบ', 8],
  ['Russian', 'перенести', 5],
])('%s text without a report is counted, and no higher than it is reserved', (_, text, tokens) => {
  expect(estimateTextTokens(text)).toBe(tokens);
  expect(maxTextTokens(text)).toBeGreaterThanOrEqual(tokens);
});
