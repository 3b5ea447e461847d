import type { MarkedToken, Token, Tokens } from 'marked';
import { assertNever } from '../../../debate/core/events.ts';
import { isMarkedToken, parseMarkdown, toSafeHref } from '../../../shared/markdown.ts';
import { codeMarks, escapeInline, escapeLineStarts } from './escape-markdown.ts';

/**
 * Markdown of a model, written anew so that it has the same form but no HTML, no images, no links but those to the web
 * and to mail, and no heading that could pass for one of the report.
 */
export const safeMarkdown = (text: string): string => joinBlocks(parseMarkdown(text), '\n\n');

/** Consecutive inline tokens are one block, as in the items of a tight list. */
function joinBlocks(tokens: readonly Token[], separator: string): string {
  const blocks: string[] = [];
  let inline: Token[] = [];
  const endInline = () => {
    if (inline.length > 0) blocks.push(escapeLineStarts(joinInline(inline)));
    inline = [];
  };
  for (const token of tokens) {
    const block = isMarkedToken(token) ? blockText(token) : null;
    if (block === null) inline.push(token);
    else {
      endInline();
      blocks.push(block);
    }
  }
  endInline();
  return blocks.filter((block) => block.trim() !== '').join(separator);
}

/** Null for an inline token. */
function blockText(token: MarkedToken): string | null {
  switch (token.type) {
    case 'paragraph':
      return escapeLineStarts(joinInline(token.tokens));
    case 'heading': {
      const line = escapeLineStarts(joinInline(token.tokens).replace(/\s+/g, ' ')).replace(/#+$/, '\\$&');
      return `${'#'.repeat(Math.min(token.depth + 2, 6))} ${line}`;
    }
    case 'list':
      return listText(token);
    case 'list_item':
      return joinBlocks(token.tokens, token.loose ? '\n\n' : '\n');
    case 'blockquote':
      return prefixLines(joinBlocks(token.tokens, '\n\n'), '> ', '> ');
    case 'code': {
      const fence = codeMarks(token.text, 3);
      return `${fence}\n${token.text}\n${fence}`;
    }
    case 'table':
      return tableText(token);
    case 'html':
      return token.block ? escapeLineStarts(escapeInline(token.text)) : null;
    case 'hr':
      return '* * *';
    case 'space':
    case 'def':
      return '';
    default:
      return null;
  }
}

const prefixLines = (text: string, first: string, rest: string): string =>
  text
    .split('\n')
    .map((line, index) => `${index === 0 ? first : rest}${line}`.trimEnd())
    .join('\n');

function listText({ items, ordered, start, loose }: Tokens.List): string {
  const texts = items.map((item, index) => {
    const marker = ordered ? `${(start === '' ? 1 : start) + index}. ` : '- ';
    return prefixLines(blockText(item) ?? '', marker, ' '.repeat(marker.length));
  });
  return texts.join(loose ? '\n\n' : '\n');
}

function tableText({ header, rows }: Tokens.Table): string {
  const cells = (row: readonly Tokens.TableCell[]) =>
    `| ${row.map(({ tokens }) => cellText(tokens)).join(' | ')} |`;
  return [cells(header), `|${' --- |'.repeat(header.length)}`, ...rows.map(cells)].join('\n');
}

/** In a table, a bar ends its cell even within code. */
const cellText = (tokens: readonly Token[]): string =>
  joinInline(tokens)
    .replace(/\s+/g, ' ')
    .replace(/(?<!\\)\|/g, '\\|');

/** A code span next to a mark or its escape would not be read as one, and its text would not be code. */
const joinInline = (tokens: readonly Token[]): string =>
  tokens.map(inlineText).reduce((text, next) => {
    const isTouching = /[\\`]$/.test(text) && next.startsWith('`');
    return text + (isTouching || (text.endsWith('`') && /^[\\`]/.test(next)) ? ' ' : '') + next;
  }, '');

function inlineText(token: Token): string {
  if (!isMarkedToken(token)) return escapeInline(token.raw);
  switch (token.type) {
    case 'strong':
      return `**${joinInline(token.tokens)}**`;
    case 'em':
      return `*${joinInline(token.tokens)}*`;
    case 'del':
      return `~~${joinInline(token.tokens)}~~`;
    case 'codespan': {
      const marks = codeMarks(token.text, 1);
      const space = /^[\s`]|[\s`]$/.test(token.text) ? ' ' : '';
      return `${marks}${space}${token.text}${space}${marks}`;
    }
    case 'link':
      return linkText(token.href, joinInline(token.tokens));
    case 'image':
      return linkText(token.href, escapeInline(`[image: ${token.text || token.href}]`));
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ ';
    case 'br':
      return '\\\n';
    case 'text':
      return token.tokens ? joinInline(token.tokens) : escapeInline(token.text);
    case 'escape':
    case 'html':
      return escapeInline(token.text);
    case 'paragraph':
    case 'heading':
    case 'list':
    case 'list_item':
    case 'blockquote':
    case 'code':
    case 'table':
    case 'hr':
    case 'space':
    case 'def':
      return escapeInline(token.raw);
    default:
      return assertNever(token);
  }
}

function linkText(href: string, label: string): string {
  const safe = toSafeHref(href);
  if (safe === null) return label;
  const address = safe.replace(/[()<>[\]\\`*_~|"']/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return `[${label}](${address})`;
}
