import { assertNever } from '../../debate/core/events.ts';
import { wrapText } from '../../shared/command-line/text-layout.ts';
import { tableLines } from './markdown-table.ts';
import type { Style } from './style.ts';

type Block =
  /** Text to wrap, with the prefix of its first line and of the others. */
  | {
      readonly kind: 'flow';
      readonly firstPrefix: string;
      readonly restPrefix: string;
      readonly text: string;
    }
  | { readonly kind: 'heading'; readonly text: string }
  /** A line of code, which is not wrapped. */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'table'; readonly rows: string[] }
  | { readonly kind: 'gap' };

/**
 * Markdown as lines for a terminal: paragraphs wrap, lists and quotes have hanging indents, code stays
 * unchanged, tables are aligned, and emphasis is styled. `text` must be printable.
 */
export function markdownLines(text: string, columns: number, style: Style): string[] {
  const lines = parseBlocks(text).flatMap((block) => blockLines(block, columns, style));
  const collapsed = lines.filter((line, index) => line !== '' || (index > 0 && lines[index - 1] !== ''));
  return collapsed.at(-1) === '' ? collapsed.slice(0, -1) : collapsed;
}

function blockLines(block: Block, columns: number, style: Style): string[] {
  switch (block.kind) {
    case 'flow':
      return wrapText(formatInline(block.text, style), columns, block.firstPrefix, block.restPrefix);
    case 'heading':
      return ['', ...wrapText(block.text, columns).map(style.bold), ''];
    case 'code':
      return [block.text];
    case 'table':
      return tableLines(
        block.rows.map((row) => formatInline(row, style)),
        columns,
        style,
      );
    case 'gap':
      return [''];
    default:
      return assertNever(block);
  }
}

const fence = /^\s*(?:```|~~~)/;
const heading = /^#{1,6}\s+(.*?)\s*#*$/;
const rule = /^\s*(?:[-*_]\s*){3,}$/;
const item = /^(\s*)([-*+]|\d{1,3}[.)])\s+(.*)$/;
const quote = /^\s*>\s?(.*)$/;
const row = /^\s*\|/;

function parseBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let inCode = false;
  for (const line of text.split('\n')) {
    const last = blocks.at(-1);
    if (fence.test(line)) {
      inCode = !inCode;
      blocks.push({ kind: 'gap' });
    } else if (inCode) {
      blocks.push({ kind: 'code', text: `    ${line}` });
    } else if (row.test(line) && last?.kind === 'table') {
      last.rows.push(line);
    } else {
      const started = startBlock(line);
      if (started) blocks.push(started);
      else if (last?.kind === 'flow') blocks.splice(-1, 1, { ...last, text: `${last.text} ${line.trim()}` });
      else blocks.push({ kind: 'flow', firstPrefix: '', restPrefix: '', text: line });
    }
  }
  return blocks;
}

/** The block that a line starts; null for plain text, which continues the current block. */
function startBlock(line: string): Block | null {
  if (line.trim() === '' || rule.test(line)) return { kind: 'gap' };
  if (row.test(line)) return { kind: 'table', rows: [line] };
  const title = heading.exec(line);
  if (title) return { kind: 'heading', text: title[1] ?? '' };
  const [, indent = '', mark, content = ''] = item.exec(line) ?? [];
  if (mark !== undefined) {
    const firstPrefix = `${indent}${/\d/.test(mark) ? mark : '-'} `;
    return { kind: 'flow', firstPrefix, restPrefix: ' '.repeat(firstPrefix.length), text: content };
  }
  const quotation = quote.exec(line);
  return quotation ? { kind: 'flow', firstPrefix: '│ ', restPrefix: '│ ', text: quotation[1] ?? '' } : null;
}

/** Styles emphasis and links; words with underscores inside stay unchanged. */
const formatInline = (text: string, style: Style): string =>
  text
    .replace(/!?\[([^\]]*)\]\(([^)\s]+)[^)]*\)/g, (_, label: string, target: string) =>
      label === target || label === '' ? target : `${label} (${target})`,
    )
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, (_, __, content: string) => style.bold(content))
    .replace(/(?<![\w*])([*_])(?=\S)([^*_]+?)(?<=\S)\1(?![\w*])/g, (_, __, content: string) => content);
