import { describe, expect, test } from 'vitest';
import { indentContinuations } from '../../../../infra/lint/parse/lenient-yaml.ts';
import { readYaml } from '../../../../infra/lint/parse/yaml.ts';

const readValue = (text: string, ...path: string[]) =>
  path.reduce<unknown>((at, key) => (at instanceof Map ? at.get(key) : undefined), readYaml(text)[0]?.value);

describe('what the parsers of AWS, Kubernetes and Python take is read', () => {
  test.each([
    ['single quotes', "a:\n  b: 'one\n  two'\n  c: 1\n", 'one two'],
    ['double quotes', 'a:\n  b: "one \\"x\\"\n  two"\n  c: 1\n', 'one "x" two'],
  ])('a scalar in %s that continues at the indent of its key', (_, text, expected) => {
    expect(readValue(text, 'a', 'b')).toBe(expected);
    expect(readValue(text, 'a', 'c')).toBe(1);
  });

  test.each([
    ['closes', 'a:\n  b: {\n    x: 1\n  }\n  c: 1\n'],
    ['continues', 'a:\n  b: [1,\n  2]\n  c: 1\n'],
  ])('a collection that %s at the indent of its key', (_, text) => expect(readValue(text, 'a', 'c')).toBe(1));

  test('lines keep their numbers', () => {
    const [document] = readYaml("a: 'x\n\ny'\nb: {\nc: 1\n}\nd: 2\n");
    expect(document?.lineOf(['d'])).toBe(7);
  });
});

test.each(["it's: a 'quote'\nb: 1\n", 'a: |\n  "open\n  [\nb: 1\n', '# "open\na: 1\n', 'a: b"c\nd: 1\n'])(
  'other text stays as it is: %j',
  (text) => expect(indentContinuations(text)).toBe(text),
);
