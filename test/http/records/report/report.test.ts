import { lexer, type Token, walkTokens } from 'marked';
import { describe, expect, test } from 'vitest';
import type { SignedRecord } from '../../../../app/debate/record/signature.ts';
import { buildReport } from '../../../../app/http/records/report/build-report.ts';
import { renderHtml } from '../../../../app/http/records/report/html.ts';
import { renderMarkdown } from '../../../../app/http/records/report/markdown.ts';
import { cpuGrowth, linearGrowthMax } from '../../../support/cpu-growth.ts';
import { closedReportDebate, openReportDebate } from '../../../support/debates/report-debates.ts';
import { hostileTexts, invisibleText } from './hostile-texts.ts';

const open = openReportDebate().record;
const closed = closedReportDebate().record;

const toMarkdown = (record: SignedRecord): string => renderMarkdown(buildReport(record));
const toHtml = (record: SignedRecord): string => renderHtml(buildReport(record));

describe.each([
  ['open', open],
  ['closed', closed],
])('the export of the %s question', (name, record) => {
  test('as Markdown reads like the golden file', async () => {
    await expect(toMarkdown(record)).toMatchFileSnapshot(`golden/${name}-question.md`);
  });

  test('as HTML is the golden file', async () => {
    await expect(toHtml(record)).toMatchFileSnapshot(`golden/${name}-question.html.txt`);
  });
});

/** Members whose values are of a closed set, or identify something. */
const fixedMembers = [
  'id',
  'agent',
  'role',
  'outcome',
  'stopReason',
  'method',
  'judgedBy',
  'effect',
  'source',
];

/** The same record with a text in every string of a person, a document or a model. */
const withText = (record: SignedRecord, text: string): SignedRecord =>
  JSON.parse(JSON.stringify({ ...record, hashes: null, signature: null }), (name, member: unknown) => {
    if (typeof member === 'string' && !fixedMembers.includes(name) && !/^[aj]\d$/.test(member)) return text;
    return member;
  });

function poison(record: SignedRecord, text: string): SignedRecord {
  const { hashes, signature, startedAt, endedAt, degraded } = record;
  const votes = record.votes && { [text]: 2, [`${text} `]: 1 };
  const poisoned = withText(record, text);
  return { ...poisoned, votes, blindVotes: votes, hashes, signature, startedAt, endedAt, degraded };
}

function tokensOf(markdown: string): readonly Token[] {
  const tokens: Token[] = [];
  walkTokens(lexer(markdown), (token) => {
    tokens.push(token);
  });
  return tokens;
}

const headingsOf = (markdown: string): readonly string[] =>
  lexer(markdown).flatMap((token) =>
    token.type === 'heading' && token.depth < 3
      ? [`${token.depth} ${token.depth === 1 ? '' : token.text}`]
      : [],
  );

const elementsOf = (html: string): readonly string[] =>
  [...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name = '']) => name.toLowerCase());

const harmless = [
  ...[
    'html',
    'head',
    'meta',
    'title',
    'style',
    'body',
    'main',
    'section',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
  ],
  ...[
    'p',
    'ul',
    'ol',
    'li',
    'b',
    'strong',
    'em',
    'del',
    'a',
    'br',
    'hr',
    'blockquote',
    'pre',
    'code',
    'span',
  ],
  ...['div', 'dl', 'dt', 'dd', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'details', 'summary'],
];

describe.each(Object.entries(hostileTexts))('in every text of a record, %s', (_, text) => {
  test.each([
    ['open', open],
    ['closed', closed],
  ])(
    'changes no heading of the Markdown of the %s question and adds no HTML, image or unsafe link',
    (_, record) => {
      const markdown = toMarkdown(poison(record, text));
      expect(headingsOf(markdown)).toEqual(headingsOf(toMarkdown(poison(record, 'text'))));
      for (const token of tokensOf(markdown)) {
        expect(['html', 'image', 'def']).not.toContain(token.type);
        if (token.type === 'link') expect(token.href).toMatch(/^(?:https?:\/\/|mailto:)/);
      }
    },
  );

  test.each([
    ['open', open],
    ['closed', closed],
  ])('stays text in the HTML of the %s question', (_, record) => {
    const html = toHtml(poison(record, text));
    expect(elementsOf(html).filter((name) => !harmless.includes(name))).toEqual([]);
    for (const name of ['main', 'h1', 'h2', 'style', 'body', 'section'])
      expect(elementsOf(html).filter((element) => element === name)).toHaveLength(
        elementsOf(toHtml(poison(record, 'text'))).filter((element) => element === name).length,
      );
    expect(html).not.toMatch(/<[^>]+\s(?:src|style|on\w+)=/i);
    for (const [, href = ''] of html.matchAll(/<a href="([^"]*)"( rel="noopener noreferrer")>/g))
      expect(href).toMatch(/^(?:https?:\/\/|mailto:)/);
    expect(html.match(/<a /g) ?? []).toHaveLength(html.match(/rel="noopener noreferrer"/g)?.length ?? 0);
  });

  test('makes no link in a text that is not the answer', () => {
    const markdown = toMarkdown({ ...poison(open, text), answer: 'text' });
    expect(tokensOf(markdown).filter(({ type }) => type === 'link')).toEqual([]);
  });
});

describe('characters that a person does not see', () => {
  const record: SignedRecord = {
    ...open,
    question: `Why${invisibleText}?`,
    answer: `Be${invisibleText}cause.`,
  };

  test.each([
    ['Markdown', toMarkdown],
    ['HTML', toHtml],
  ])('are removed from %s, which says how many', (_, render) => {
    const text = render(record);
    expect(text).toContain('Why?');
    expect(text).toContain('Because.');
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Bidi_Control}\p{Cs}\u200b\u2060\ufeff\u00ad\u{e0041}]/u);
    expect(text).toContain('28 invisible, bidirectional or control characters were removed');
  });

  test('are not mentioned when there are none', () => {
    expect(toMarkdown(open) + toHtml(open)).not.toContain('invisible');
  });

  test('leave two options apart that look alike without them', () => {
    const votes = { yes: 1, 'yes\u200f': 2 };
    expect(toMarkdown({ ...closed, votes })).toContain('- **yes**: 2 votes\n- **yes**: 1 vote\n');
  });
});

describe('the answer', () => {
  const answered = (answer: string) => toMarkdown({ ...open, answer });

  test('keeps its Markdown, with headings below those of the document', () => {
    const source =
      '# One\n\nA **b** *c* ~~d~~ `e<f>` x\\*y\n\n- a\n  - b\n\n1. c\n\n> q\n\n```ts\nif (a < b) {}\n```';
    const markdown = answered(source);
    const plain =
      '\n### One\n\nA **b** *c* ~~d~~ `e<f>` x\\*y\n\n- a\n  - b\n\n1. c\n\n> q\n\n```\nif (a < b) {}\n```\n';
    expect(markdown).toContain(plain);
  });

  test('keeps links to the web and to mail, and shows others and images as text', () => {
    const markdown = answered(
      '[a](https://a.example/x) [b](mailto:b@b.example) [c](ftp://c) ![d](https://d.example/d.png)',
    );
    expect(markdown).toContain(
      '[a](https://a.example/x) [b](mailto:b@b.example) c [\\[image: d\\]](https://d.example/d.png)\n',
    );
  });
});

test.each<[string, (chars: number) => string]>([
  ['underscores', (chars) => '_a_'.repeat(chars / 3)],
  ['an address', (chars) => `${'a.'.repeat(chars / 2)}@`],
  ['nested quotations', (chars) => `${'> '.repeat(chars / 2)}x`],
  ['nested lists', (chars) => `${'- '.repeat(chars / 2)}x`],
  ['tables', (chars) => 'a|b\n-|\n'.repeat(chars / 7)],
  ['backticks', (chars) => '`a '.repeat(chars / 3)],
])('both formats take linear time for an answer of %s', (_, make) => {
  const render = (answer: string) => toMarkdown({ ...open, answer }) + toHtml({ ...open, answer });
  expect(cpuGrowth(make, render, 4000)).toBeLessThan(linearGrowthMax);
});
