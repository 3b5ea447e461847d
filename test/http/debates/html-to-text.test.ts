import { describe, expect, test } from 'vitest';
import { htmlToText } from '../../../app/http/debates/html-to-text.ts';

const text = (html: string) => htmlToText(html, 200);

test('blocks are lines, and headings keep their letters', () => {
  expect(text('<h1>Who We Are</h1><div>One</div><div>Two</div>')).toBe('Who We Are\n\nOne\nTwo');
});

test('lists have dashes, and are not indented however deep they nest', () => {
  expect(text('<ul><li>a<li>b<ol><li>c</ol></ul>')).toBe('- a\n- b\n- c');
});

test('cells of a table stand apart, a row a line', () => {
  const table = '<table><tr><th>Way</th><th>Weeks</th></tr><tr><td>Batch</td><td>10</td></tr></table>';
  expect(
    text(table)
      ?.split('\n')
      .map((line) => line.trim()),
  ).toEqual(['Way | Weeks |', 'Batch | 10 |']);
});

test('entities are the characters that they stand for', () => {
  expect(text('<p>5 &lt; 6 &amp; caf&eacute; &#8364;')).toBe('5 < 6 & café €');
});

test('only what a person would read is left', () => {
  const page = `<head><title>T</title><style>p{}</style></head><body><script>x()</script><noscript>n</noscript>
    <img src="http://elsewhere/x.png" alt="picture"><svg><text>s</text></svg><!-- c --><p>Read <a href="http://x">me</a>
    <iframe src="http://elsewhere"></iframe></body>`;
  expect(text(page)).toBe('Read me');
});

describe('what would take long, or grow', () => {
  test.each([
    ['opened and never closed', '<div>'.repeat(201)],
    ['of elements that close one another', '<p><li>'.repeat(400)],
    ['hidden in attributes', '<div x="</div>">'.repeat(201)],
  ])('nesting deeper than the limit is refused: %s', (_, html) => {
    expect(text(html)).toBeNull();
  });

  test('as deep as the limit is read', () => {
    expect(text(`${'<div>'.repeat(200)}x`)).toBe('x');
    expect(text('<p>a'.repeat(1000))).toContain('a\n\na');
  });

  test('text is hardly longer than its markup', () => {
    for (const html of ['<hr>', '<li>a', '<td>a</td>', '<blockquote>a</blockquote>', '<br>'])
      expect(text(html.repeat(5000))?.length).toBeLessThanOrEqual(html.length * 5000);
  });
});
