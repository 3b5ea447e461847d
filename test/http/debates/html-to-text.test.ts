import { describe, expect, test } from 'vitest';
import { htmlToText } from '../../../app/http/debates/html-to-text.ts';

const text = (html: string) => htmlToText(html, 200);

test('blocks become lines and headings keep their case', () => {
  expect(text('<h1>Who We Are</h1><div>One</div><div>Two</div>')).toBe('Who We Are\n\nOne\nTwo');
});

test('list items get a dash and are not indented at any depth', () => {
  expect(text('<ul><li>a<li>b<ol><li>c</ol></ul>')).toBe('- a\n- b\n- c');
});

test('a table row becomes a line with separated cells', () => {
  const table = '<table><tr><th>Way</th><th>Weeks</th></tr><tr><td>Batch</td><td>10</td></tr></table>';
  expect(
    text(table)
      ?.split('\n')
      .map((line) => line.trim()),
  ).toEqual(['Way | Weeks |', 'Batch | 10 |']);
});

test('entities are decoded', () => {
  expect(text('<p>5 &lt; 6 &amp; caf&eacute; &#8364;')).toBe('5 < 6 & café €');
});

test('scripts, styles, images and URLs are removed', () => {
  const page = `<head><title>T</title><style>p{}</style></head><body><script>x()</script><noscript>n</noscript>
    <img src="http://elsewhere/x.png" alt="picture"><svg><text>s</text></svg><!-- c --><p>Read <a href="http://x">me</a>
    <iframe src="http://elsewhere"></iframe></body>`;
  expect(text(page)).toBe('Read me');
});

describe('limits of htmlToText', () => {
  test.each([
    ['opened and never closed', '<div>'.repeat(201)],
    ['of elements that close one another', '<p><li>'.repeat(400)],
    ['hidden in attributes', '<div x="</div>">'.repeat(201)],
  ])('nesting above the limit returns null: %s', (_, html) => {
    expect(text(html)).toBeNull();
  });

  test('nesting at the limit is converted', () => {
    expect(text(`${'<div>'.repeat(200)}x`)).toBe('x');
    expect(text('<p>a'.repeat(1000))).toContain('a\n\na');
  });

  test('the text is not much longer than the markup', () => {
    for (const html of ['<hr>', '<li>a', '<td>a</td>', '<blockquote>a</blockquote>', '<br>'])
      expect(text(html.repeat(5000))?.length).toBeLessThanOrEqual(html.length * 5000);
  });
});
