import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lint } from '../../../infra/lint/lint.ts';
import { markdownReport } from '../../../infra/lint/reporters/markdown.ts';
import { sarifReport } from '../../../infra/lint/reporters/sarif.ts';
import { textReport } from '../../../infra/lint/reporters/text.ts';
import { createRandom, type Random } from '../../support/random.ts';
import { templatesOf } from './support/production.ts';

/** ROSTRUM_FUZZ sets the number of runs; the default is small, and the seeds are fixed. */
const runs = Number(process.env.ROSTRUM_FUZZ ?? 60);

const folder = fileURLToPath(new URL('golden/', import.meta.url));
const goldenTexts = readdirSync(folder).map((name) => readFileSync(`${folder}${name}`, 'utf8'));
const rostrumTemplates = templatesOf('hybrid').map(({ text }) => JSON.parse(text) as unknown);

const unusualValues: readonly [unknown, ...unknown[]] = [
  null,
  true,
  '',
  -1,
  1e300,
  '9'.repeat(400),
  [],
  {},
  [[[[]]]],
  { Ref: 'Balancer71DDC9D9' },
  { Ref: 7 },
  { Ref: '__proto__' },
  { 'Fn::GetAtt': [] },
  { 'Fn::GetAtt': 'constructor.prototype' },
  { 'Fn::If': ['none', { Ref: 'AWS::NoValue' }, []] },
  { 'Fn::Join': [',', 'x'] },
  { 'Fn::Sub': ['a.b.c', '', '!x', 'AWS::Region'].map((name) => `\${${name}}`).join('') },
  { 'Fn::Select': [99, { 'Fn::Split': ['', ''] }] },
  { 'Fn::FindInMap': ['toString', 'a', 'b'] },
  { 'Fn::ImportValue': { Ref: 'x' } },
  { 'Fn::hasOwnProperty': 1 },
];

/** Replaces random parts of a value by unusual ones. */
function mutate(value: unknown, random: Random, share: number): unknown {
  if (random.next() < share) return random.pick(unusualValues);
  if (Array.isArray(value)) return value.map((item) => mutate(item, random, share));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mutate(inner, random, share)]));
}

/** Replaces a random part of a text. */
function corrupt(text: string, random: Random): string {
  const at = random.below(text.length);
  const length = random.below(20);
  const suggestFargateSize = random.pick([
    '',
    '!Ref ',
    '{',
    '"',
    '\n',
    '  ',
    '&a',
    '*a',
    ': ',
    '- ',
    '\u0001',
    '👪',
    'null',
  ]);
  return text.slice(0, at) + suggestFargateSize + text.slice(at + length);
}

test(`${runs} corrupted templates are audited without an error`, { timeout: 60_000 + runs * 1000 }, () => {
  const random = createRandom(20_261_121);
  for (let round = 0; round < runs; round += 1) {
    const files =
      round % 3 === 0
        ? [{ name: 'spoiled', text: corrupt(random.pick([goldenTexts[0] ?? '', ...goldenTexts]), random) }]
        : rostrumTemplates.map((template, index) => ({
            name: `${index}.json`,
            text: JSON.stringify(mutate(template, random, random.pick([0.0005, 0.005, 0.05]))),
          }));
    const result = lint({ files });
    for (const text of [textReport(result), markdownReport(result), JSON.stringify(sarifReport(result))])
      expect(text, `round ${round}`).not.toContain('undefined');
  }
});
