import type { MarkedToken, Token, Tokens } from 'marked';
import { assertNever } from '../../../debate/core/events.ts';
import { isMarkedToken, parseMarkdown, toSafeHref } from '../../../shared/markdown.ts';
import { escapeHtml } from '../../escape-html.ts';

/** Markdown of a model as HTML. As on the web page, HTML in it stays text and images are not loaded. */
export const answerHtml = (text: string): string => tokensHtml(parseMarkdown(text));

const tokensHtml = (tokens: readonly Token[]): string =>
  tokens.map((token) => (isMarkedToken(token) ? tokenHtml(token) : escapeHtml(token.raw))).join('');

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

function tokenHtml(token: MarkedToken): string {
  switch (token.type) {
    case 'paragraph':
      return element('p', tokensHtml(token.tokens));
    case 'text':
      return token.tokens ? tokensHtml(token.tokens) : escapeHtml(token.text);
    case 'heading':
      // Below the headings of the report.
      return element(`h${Math.min(token.depth + 2, 6)}`, tokensHtml(token.tokens));
    case 'list':
      return listHtml(token);
    case 'list_item':
      return element('li', tokensHtml(token.tokens));
    case 'blockquote':
      return element('blockquote', tokensHtml(token.tokens));
    case 'code':
      return `<pre tabindex="0">${element('code', escapeHtml(token.text))}</pre>`;
    case 'table':
      return tableHtml(token);
    case 'strong':
    case 'em':
    case 'del':
      return element(token.type, tokensHtml(token.tokens));
    case 'codespan':
      return element('code', escapeHtml(token.text));
    case 'link':
      return linkHtml(token.href, tokensHtml(token.tokens));
    case 'image':
      return linkHtml(token.href, escapeHtml(`[image: ${token.text || token.href}]`));
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ ';
    case 'br':
      return '<br>';
    case 'hr':
      return '<hr>';
    case 'html':
      return token.block ? element('p', escapeHtml(token.text)) : escapeHtml(token.text);
    case 'escape':
      return escapeHtml(token.text);
    case 'space':
    case 'def':
      return '';
    default:
      return assertNever(token);
  }
}

function listHtml({ items, ordered, start }: Tokens.List): string {
  if (!ordered) return element('ul', tokensHtml(items));
  const first = start === '' || start === 1 ? '' : ` start="${start}"`;
  return `<ol${first}>${tokensHtml(items)}</ol>`;
}

function tableHtml({ header, rows }: Tokens.Table): string {
  const head = header.map(({ tokens }) => `<th scope="col">${tokensHtml(tokens)}</th>`).join('');
  const body = rows.map((row) =>
    element('tr', row.map(({ tokens }) => element('td', tokensHtml(tokens))).join('')),
  );
  return scrollingTable('Table', head, body.join(''));
}

/** The keyboard can scroll a table that is wider than the page. */
export const scrollingTable = (label: string, head: string, body: string): string =>
  `<div class="scroll" role="region" aria-label="${escapeHtml(label)}" tabindex="0">` +
  `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;

function linkHtml(href: string, content: string): string {
  const safe = toSafeHref(href);
  return safe === null ? content : `<a href="${escapeHtml(safe)}" rel="noopener noreferrer">${content}</a>`;
}
