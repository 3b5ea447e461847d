import { describe, expect, test } from 'vitest';
import { htmlToText } from '../../../app/http/debates/html-to-text.ts';
import { asyncCpuGrowth, linearGrowthMax } from '../../support/cpu-growth.ts';

const text = (html: string) => htmlToText(html, 200, new AbortController().signal);

test('blocks become lines and headings keep their case', async () => {
  expect(await text('<h1>Who We Are</h1><div>One</div><div>Two</div>')).toBe('Who We Are\n\nOne\nTwo');
});

test('list items get a dash and are not indented at any depth', async () => {
  expect(await text('<ul><li>a<li>b<ol><li>c</ol></ul>')).toBe('- a\n- b\n- c');
});

test('a table row becomes a line with separated cells', async () => {
  const table = '<table><tr><th>Way</th><th>Weeks</th></tr><tr><td>Batch</td><td>10</td></tr></table>';
  expect((await text(table))?.split('\n').map((line) => line.trim())).toEqual([
    'Way | Weeks |',
    'Batch | 10 |',
  ]);
});

test('entities are decoded', async () => {
  expect(await text('<p>5 &lt; 6 &amp; caf&eacute; &#8364;')).toBe('5 < 6 & café €');
});

test('scripts, styles, images and URLs are removed', async () => {
  const page = `<head><title>T</title><style>p{}</style></head><body><script>x()</script><noscript>n</noscript>
    <img src="http://elsewhere/x.png" alt="picture"><svg><text>s</text></svg><!-- c --><p>Read <a href="http://x">me</a>
    <iframe src="http://elsewhere"></iframe></body>`;
  expect(await text(page)).toBe('Read me');
});

describe('limits of htmlToText', () => {
  test.each([
    ['opened and never closed', '<div>'.repeat(201)],
    ['of elements that close one another', '<p><li>'.repeat(400)],
    ['hidden in attributes', '<div x="</div>">'.repeat(201)],
  ])('nesting above the limit returns null: %s', async (_, html) => {
    expect(await text(html)).toBeNull();
  });

  test('nesting at the limit is converted', async () => {
    expect(await text(`${'<div>'.repeat(200)}x`)).toBe('x');
    expect(await text('<p>a'.repeat(1000))).toContain('a\n\na');
  });

  test('the text is not much longer than the markup', async () => {
    for (const html of ['<hr>', '<li>a', '<td>a</td>', '<blockquote>a</blockquote>', '<br>'])
      expect((await text(html.repeat(5000)))?.length).toBeLessThanOrEqual(html.length * 5000);
  });

  test.each([
    ['unclosed paragraphs', '<p>a'],
    ['line breaks', '<br>'],
    ['entities', '&amp;'],
    ['nested and closed', '<div><b>x</b></div>'],
    ['an unclosed tag', '<a b="'],
    ['plain text', 'some words '],
  ])('time is linear in the size: %s', async (_, piece) => {
    const make = (chars: number) => piece.repeat(chars / piece.length);
    expect(await asyncCpuGrowth(make, text, 64_000)).toBeLessThanOrEqual(linearGrowthMax);
  });
});

test('no-break spaces, preformatted lines and a head without an end are kept', async () => {
  expect(await text('<head><title>T</title><p>5&nbsp;%</p><pre>a\n  b</pre>')).toBe('5\u00a0%\n\na\n  b');
});

test('a conversion ends when its signal aborts', async () => {
  const controller = new AbortController();
  const converting = htmlToText('<p>a'.repeat(100_000), 200, controller.signal);
  controller.abort(new Error('gone'));
  await expect(converting).rejects.toThrow('gone');
});
