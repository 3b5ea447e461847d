import { expect, test } from 'vitest';
import { containsText } from '../../app/shared/text-search.ts';
import { cpuGrowth, linearGrowthMax } from '../support/cpu-growth.ts';
import { createRandom } from '../support/random.ts';

test('finds what String.includes finds, in texts of few letters', () => {
  const random = createRandom(7);
  const letters = (count: number) =>
    Array.from({ length: count }, () => (random.next() < 0.9 ? 'a' : 'b')).join('');
  for (let run = 0; run < 300; run += 1) {
    const text = letters(400);
    const start = random.below(300);
    const patterns = [text.slice(start, start + 60), letters(60), text.slice(-60), `${text}a`, ''];
    for (const pattern of patterns)
      expect({ pattern, found: containsText(text, pattern) }).toEqual({
        pattern,
        found: text.includes(pattern),
      });
  }
});

test('takes time linear in its input for a pattern that almost matches everywhere', () => {
  const almost = (chars: number) => ({
    text: 'a'.repeat(chars),
    pattern: `${'a'.repeat(chars / 16)}b${'a'.repeat(chars / 16)}`,
  });
  const growth = cpuGrowth(almost, ({ text, pattern }) => containsText(text, pattern), 64_000);
  expect(growth).toBeLessThanOrEqual(linearGrowthMax);
});
