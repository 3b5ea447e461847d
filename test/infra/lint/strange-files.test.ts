import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { profile } from '../../../app/contract/profiles.ts';
import { audit } from '../../../infra/lint/lint.ts';
import { asText } from '../../../infra/lint/reporters/text.ts';
import { renderers } from '../../../infra/render/renderers.ts';
import { createRandom, type Random } from '../../support/random.ts';

/** ROSTRUM_FUZZ=10000 tries as many; the suite tries a few, always the same. */
const tries = Number(process.env.ROSTRUM_FUZZ ?? 25);

const contract = profile('self-hosted');
const folder = fileURLToPath(new URL('handwritten/', import.meta.url));
const handwritten = (kind: string) =>
  readdirSync(folder)
    .filter((name) => name.includes(kind))
    .map((name) => readFileSync(`${folder}${name}`, 'utf8'));

const signs: readonly [string, ...string[]] = [
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

/** Characters and lines lost, doubled and replaced. */
function torn(text: string, random: Random): string {
  let result = text;
  for (let time = random.below(8); time >= 0; time -= 1) {
    const from = random.below(result.length + 1);
    const length = random.below(random.below(2) === 0 ? 3 : 200);
    const instead =
      [random.pick(signs), '', result.slice(from, from + length).repeat(2)][random.below(3)] ?? '';
    result = result.slice(0, from) + instead + result.slice(from + length);
  }
  return result;
}

const strange: readonly [unknown, ...unknown[]] = [
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

/** The value with some of its places made strange. */
function mutated(value: unknown, random: Random): unknown {
  if (random.next() < 0.01) return random.pick(strange);
  if (Array.isArray(value)) return value.map((item) => mutated(item, random));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mutated(inner, random)]));
}

const seeds = Array.from({ length: tries }, (_, seed) => seed);

test.each(['nginx', 'kubernetes', 'compose'] as const)('no torn file of %s is a crash', (kind) => {
  const texts = [renderers[kind].render(contract), ...handwritten(kind)];
  for (const seed of seeds) {
    const random = createRandom(seed);
    const text = torn(texts[seed % texts.length] ?? '', random);
    expect(
      () => asText(audit({ files: [{ name: 'x', text }], upstreamContract: contract })),
      `seed ${seed}`,
    ).not.toThrow();
  }
});

test.each(['kubernetes', 'compose'] as const)('no strange value in a file of %s is a crash', (kind) => {
  const whole = renderers[kind].render(contract);
  // One document each: together they would only be slower.
  const texts = [...whole.split('\n---\n'), ...handwritten(kind).flatMap((text) => text.split('\n---\n'))];
  const values = texts.map((text): unknown => parse(text));
  for (const seed of seeds) {
    const random = createRandom(seed);
    const files = [0, 1, 2].map((index) => {
      const text = stringify(mutated(values[(seed + index) % values.length], random), {
        aliasDuplicateObjects: false,
      });
      return { name: `${index}.yaml`, text };
    });
    expect(() => asText(audit({ files, upstreamContract: contract })), `seed ${seed}`).not.toThrow();
  }
});

test('an expression that would take for ever is not followed', () => {
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
    expect(audit({ files: [{ name: 'x', text }], upstreamContract: contract }).gaps).toEqual([]);
});
