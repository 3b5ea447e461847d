import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { profile } from '../../../app/contract/profiles.ts';
import { lint } from '../../../infra/lint/lint.ts';
import { textReport } from '../../../infra/lint/reporters/text.ts';
import { renderers } from '../../../infra/render/renderers.ts';
import { createRandom, type Random } from '../../support/random.ts';

/** ROSTRUM_FUZZ sets the number of runs; the default is small, and the seeds are fixed. */
const runs = Number(process.env.ROSTRUM_FUZZ ?? 25);

const contract = profile('self-hosted');
const folder = fileURLToPath(new URL('fixtures/', import.meta.url));
const readFixtures = (kind: string) =>
  readdirSync(folder)
    .filter((name) => name.includes(kind))
    .map((name) => readFileSync(`${folder}${name}`, 'utf8'));

const tokens: readonly [string, ...string[]] = [
  '{',
  '}',
  ';',
  '"',
  "'",
  '\n',
  ':',
  '-',
  '$',
  '\\',
  '#',
  '0',
  '[',
  '&a ',
  '*a',
  '!x ',
];

/** Removes, duplicates or replaces random parts of a text. */
function corrupt(text: string, random: Random): string {
  let result = text;
  for (let time = random.below(8); time >= 0; time -= 1) {
    const from = random.below(result.length + 1);
    const length = random.below(random.below(2) === 0 ? 3 : 200);
    const suggestFargateSize =
      [random.pick(tokens), '', result.slice(from, from + length).repeat(2)][random.below(3)] ?? '';
    result = result.slice(0, from) + suggestFargateSize + result.slice(from + length);
  }
  return result;
}

const unusualValues: readonly [unknown, ...unknown[]] = [
  null,
  true,
  '',
  -1,
  1e300,
  '9'.repeat(400),
  [],
  {},
  [[]],
  [null],
  ['$', '{X:-1}'].join(''),
  '__proto__',
  { constructor: 1 },
  { '<<': [1] },
];

/** Replaces random parts of a value by unusual ones. */
function mutate(value: unknown, random: Random): unknown {
  if (random.next() < 0.01) return random.pick(unusualValues);
  if (Array.isArray(value)) return value.map((item) => mutate(item, random));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mutate(inner, random)]));
}

const seeds = Array.from({ length: runs }, (_, seed) => seed);

test.each(['nginx', 'kubernetes', 'compose'] as const)('a corrupted %s file never throws', (kind) => {
  const texts = [renderers[kind].render(contract), ...readFixtures(kind)];
  for (const seed of seeds) {
    const random = createRandom(seed);
    const text = corrupt(texts[seed % texts.length] ?? '', random);
    expect(
      () => textReport(lint({ files: [{ name: 'x', text }], upstreamContract: contract })),
      `seed ${seed}`,
    ).not.toThrow();
  }
});

test.each(['kubernetes', 'compose'] as const)('an unusual value in a %s file never throws', (kind) => {
  const whole = renderers[kind].render(contract);
  // One document each is faster than all together.
  const texts = [...whole.split('\n---\n'), ...readFixtures(kind).flatMap((text) => text.split('\n---\n'))];
  const values = texts.map((text): unknown => parse(text));
  for (const seed of seeds) {
    const random = createRandom(seed);
    const files = [0, 1, 2].map((index) => {
      const text = stringify(mutate(values[(seed + index) % values.length], random), {
        aliasDuplicateObjects: false,
      });
      return { name: `${index}.yaml`, text };
    });
    expect(() => textReport(lint({ files, upstreamContract: contract })), `seed ${seed}`).not.toThrow();
  }
});

test('a pattern that could backtrack exponentially is not evaluated', () => {
  const slow =
    'http { server { location ~ "^(([a-z/0-9]+)+)+!$" { proxy_pass http://a; } location / { proxy_pass http://b; } } }';
  const paths = `paths: [{ path: "/(([a-z/0-9]+)+)+!$", backend: { service: { name: a } } }]`;
  const ingress = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: a, annotations: { nginx.ingress.kubernetes.io/use-regex: "true" } }
spec: { rules: [{ http: { ${paths} } }] }
`;
  for (const text of [slow, ingress])
    expect(lint({ files: [{ name: 'x', text }], upstreamContract: contract }).gaps).toEqual([]);
});
