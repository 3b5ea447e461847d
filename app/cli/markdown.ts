import { assertNever } from '../debate/events.ts';
import type { Style } from './style.ts';
import { wrap } from './text.ts';

type Block =
  /** Text that flows, with what stands before its first line and before the rest. */
  | { readonly kind: 'flow'; readonly first: string; readonly rest: string; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  /** A line that stays as it is: code, a row of a table. */
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'gap' };

/**
 * Markdown as lines to be read in a terminal: text flows at the width given, lists and quotes hang, code and tables
 * stay as they are, and the marks of emphasis become emphasis. `text` must be printable already.
 */
export function markdownLines(text: string, columns: number, style: Style): string[] {
  const lines = blocksOf(text).flatMap((block) => linesOf(block, columns, style));
  const single = lines.filter((line, index) => line !== '' || (index > 0 && lines[index - 1] !== ''));
  return single.at(-1) === '' ? single.slice(0, -1) : single;
}

function linesOf(block: Block, columns: number, style: Style): string[] {
  switch (block.kind) {
    case 'flow':
      return wrap(inline(block.text, style), columns, block.first, block.rest);
    case 'heading':
      return ['', ...wrap(block.text, columns).map(style.bold), ''];
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

function blocksOf(text: string): Block[] {
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
      const begun = begin(line);
      if (begun) blocks.push(begun);
      else if (last?.kind === 'flow') blocks.splice(-1, 1, { ...last, text: `${last.text} ${line.trim()}` });
      else blocks.push({ kind: 'flow', first: '', rest: '', text: line });
    }
  }
  return blocks;
}

/** The block that a line begins, or null when it is plain text, which goes on with what is there. */
function begin(line: string): Block | null {
  if (line.trim() === '' || rule.test(line)) return { kind: 'gap' };
  if (row.test(line)) return { kind: 'line', text: line.trim() };
  const title = heading.exec(line);
  if (title) return { kind: 'heading', text: title[1] ?? '' };
  const [, indent = '', mark, said = ''] = item.exec(line) ?? [];
  if (mark !== undefined) {
    const first = `${indent}${/\d/.test(mark) ? mark : '-'} `;
    return { kind: 'flow', first, rest: ' '.repeat(first.length), text: said };
  }
  const quoted = quote.exec(line);
  return quoted ? { kind: 'flow', first: '│ ', rest: '│ ', text: quoted[1] ?? '' } : null;
}

/** Emphasis and links inside of a line. Words with underscores in them are left alone. */
const inline = (text: string, style: Style): string =>
  text
    .replace(/!?\[([^\]]*)\]\(([^)\s]+)[^)]*\)/g, (_, label: string, target: string) =>
      label === target || label === '' ? target : `${label} (${target})`,
    )
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, (_, __, said: string) => style.bold(said))
    .replace(/(?<![\w*])([*_])(?=\S)([^*_]+?)(?<=\S)\1(?![\w*])/g, (_, __, said: string) => said);
