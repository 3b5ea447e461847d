import { expect, test } from 'vitest';
import { decisionLines } from '../../../app/cli/output/record.ts';
import { createStyle } from '../../../app/cli/output/style.ts';
import { neutralFormats } from '../../../app/shared/formats.ts';
import { openQuestionDebate } from '../../support/debates/sample-debates.ts';

const { record } = openQuestionDebate();
const longRecord = { ...record, answer: 'A sentence that is long enough to wrap. '.repeat(60) };
const lines = (columns: number, rowsMax: number | null) =>
  decisionLines(longRecord, columns, createStyle(false, neutralFormats), rowsMax);

test.each([
  [80, 22],
  [40, 12],
])('a decision of %d columns fits %d lines, and ends with the command for the rest', (columns, rowsMax) => {
  const shown = lines(columns, rowsMax);
  expect(shown.length).toBeLessThanOrEqual(rowsMax);
  expect(shown.join('\n')).toMatch(/… \d+ more lines/);
  for (const label of ['Answer', 'Dissent', 'Agreement', 'Cost']) expect(shown.join('\n')).toContain(label);
  expect(shown.at(-1)).toContain('rostrum show d1');
});

test('without a limit nothing is cut', () => {
  expect(lines(80, null).join('\n')).not.toContain('more lines');
});
