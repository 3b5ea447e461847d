import { assertNever } from '../../debate/core/events.ts';
import type { Style } from './style.ts';
import { wrapText } from './text.ts';

type Block =
  /** Text that flows, with what stands before its first line and before the rest. */
  | {
      readonly kind: 'flow';
      readonly firstPrefix: string;
      readonly restPrefix: string;
      readonly text: string;
    }
  | { readonly kind: 'heading'; readonly text: string }
  /** A line that stays as it is: code, a row of a table. */
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'gap' };

/**
 * Markdown as lines to be read in a terminal: text flows at the width given, lists and quotes hang, code and tables
 * stay as they are, and the marks of emphasis become emphasis. `text` must be printable already.
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
    case 'line':
      return [block.text];
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
      blocks.push({ kind: 'line', text: `    ${line}` });
    } else {
      const started = startBlock(line);
      if (started) blocks.push(started);
      else if (last?.kind === 'flow') blocks.splice(-1, 1, { ...last, text: `${last.text} ${line.trim()}` });
      else blocks.push({ kind: 'flow', firstPrefix: '', restPrefix: '', text: line });
    }
  }
  return blocks;
}

/** The block that a line begins, or null when it is plain text, which goes on with what is there. */
function startBlock(line: string): Block | null {
  if (line.trim() === '' || rule.test(line)) return { kind: 'gap' };
  if (row.test(line)) return { kind: 'line', text: line.trim() };
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

/** Emphasis and links inside of a line. Words with underscores in them are left alone. */
const formatInline = (text: string, style: Style): string =>
  text
    .replace(/!?\[([^\]]*)\]\(([^)\s]+)[^)]*\)/g, (_, label: string, target: string) =>
      label === target || label === '' ? target : `${label} (${target})`,
    )
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, (_, __, content: string) => style.bold(content))
    .replace(/(?<![\w*])([*_])(?=\S)([^*_]+?)(?<=\S)\1(?![\w*])/g, (_, __, content: string) => content);
