import { describe, expect, test } from 'vitest';
import { readGuideText } from '../../../app/http/docs/guide-texts.ts';
import { guideAddress, guideNames, guides, renderGuide } from '../../../app/http/docs/guides.ts';

const rendered = new Map(
  guideNames.map((name) => [guideAddress(name), renderGuide(name, readGuideText(guides[name].path)).html]),
);

describe.each(guideNames)('the guide %s', (name) => {
  const html = rendered.get(guideAddress(name)) ?? '';

  test('has a title and no picture, script or style of its own', () => {
    expect(html).toMatch(/<h1 id="[\w-]+">/);
    expect(html).not.toMatch(/<(?:img|script|style)\b|\bstyle=/);
  });

  test('has only links that lead to a heading of a guide, or to another site', () => {
    const broken = [...html.matchAll(/href="([^"]+)"/g)].flatMap(([, address = '']) => {
      if (/^https?:/.test(address)) return [];
      const [path = '', fragment] = address.split('#');
      const target = rendered.get(path || guideAddress(name));
      const isFound = target !== undefined && (!fragment || target.includes(`id="${fragment}"`));
      return isFound ? [] : [`${guides[name].path}: no heading for ${address}`];
    });
    expect(broken).toEqual([]);
  });
});

test('a link to a file that is not a guide becomes text', () => {
  const { html } = renderGuide('models', 'See [the code](../app/main.ts) and [security](SECURITY.md#keys).');
  expect(html).toBe('<p>See the code and <a href="/docs/guides/security#keys">security</a>.</p>\n');
});

test('the sections of a guide are its second-level headings, each with an anchor of its own', () => {
  const text = '# M\n\n## The `models` file\n\n### Inner\n\n## [Prices](https://example.org)\n\n## Prices';
  expect(renderGuide('models', text).sections).toEqual([
    { id: 'the-models-file', html: 'The models file' },
    { id: 'prices', html: 'Prices' },
    { id: 'prices-1', html: 'Prices' },
  ]);
});
