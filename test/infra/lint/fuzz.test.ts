import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { audit } from '../../../infra/lint/lint.ts';
import { asMarkdown } from '../../../infra/lint/reporters/markdown.ts';
import { asSarif } from '../../../infra/lint/reporters/sarif.ts';
import { asText } from '../../../infra/lint/reporters/text.ts';
import { createRandom, type Random } from '../../support/random.ts';
import { templatesOf } from './support/production.ts';

/** ROSTRUM_FUZZ=10000 tries as many; the suite tries a few, always the same. */
const tries = Number(process.env.ROSTRUM_FUZZ ?? 150);

const golden = fileURLToPath(new URL('golden/', import.meta.url));
const handwritten = readdirSync(golden).map((name) => readFileSync(`${golden}${name}`, 'utf8'));
const ours = templatesOf('hybrid').map(({ text }) => JSON.parse(text) as unknown);

const strange: readonly [unknown, ...unknown[]] = [
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

/** The value with some of its places made strange. */
function mutate(value: unknown, random: Random, share: number): unknown {
  if (random.next() < share) return random.pick(strange);
  if (Array.isArray(value)) return value.map((item) => mutate(item, random, share));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mutate(inner, random, share)]));
}

/** Characters lost, doubled and replaced. */
function scratch(text: string, random: Random): string {
  const at = random.below(text.length);
  const length = random.below(20);
  const instead = random.pick([
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
  return text.slice(0, at) + instead + text.slice(at + length);
}

test(`${tries} spoiled templates are read to the end`, { timeout: 60_000 + tries * 1000 }, () => {
  const random = createRandom(20_261_121);
  for (let round = 0; round < tries; round += 1) {
    const files =
      round % 3 === 0
        ? [{ name: 'spoiled', text: scratch(random.pick([handwritten[0] ?? '', ...handwritten]), random) }]
        : ours.map((template, index) => ({
            name: `${index}.json`,
            text: JSON.stringify(mutate(template, random, random.pick([0.0005, 0.005, 0.05]))),
          }));
    const result = audit({ files });
    for (const text of [asText(result), asMarkdown(result), JSON.stringify(asSarif(result))])
      expect(text, `round ${round}`).not.toContain('undefined');
  }
});
