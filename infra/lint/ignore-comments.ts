import type { Suppression } from './suppressions.ts';

/** Bounds the work: every comment is compared with every finding. */
const commentsMax = 500;

const comment = /#\s*rostrum-ignore\s+([\w-]+)\s*(?::\s*(.*?))?\s*$/;

/** The suppressions in the comments of a file: each covers its line, or the block that starts on the next line. */
export function readIgnoreComments(file: string, text: string): Suppression[] {
  if (!text.includes('rostrum-ignore')) return [];
  const lines = text.split(/\r?\n/);
  const found = lines.flatMap((line, index): Suppression[] => {
    const [whole, id, reason = ''] = comment.exec(line.length > 1000 ? '' : line) ?? [];
    if (whole === undefined || id === undefined) return [];
    const isAlone = /^\s*#/.test(line);
    return [
      {
        id,
        reason,
        range: { file, ...(isAlone ? blockAfter(lines, index) : { from: index + 1, to: index + 1 }) },
        line: index + 1,
      },
    ];
  });
  return found.slice(0, commentsMax);
}

/** The lines, from 1, of the first block below a comment; the whole file for a comment above its first line. */
function blockAfter(lines: readonly string[], index: number): { readonly from: number; readonly to: number } {
  const isContent = (line: string | undefined) =>
    line !== undefined && /\S/.test(line) && !/^\s*(?:#|---\s*$)/.test(line);
  if (!lines.slice(0, index).some(isContent) && !isContent(lines[index + 1]))
    return { from: 1, to: lines.length };
  const start = lines.findIndex((line, at) => at > index && isContent(line));
  if (start < 0) return { from: index + 1, to: index + 1 };
  const indent = indentOf(lines[start]);
  const end = lines.findIndex((line, at) => at > start && isContent(line) && indentOf(line) <= indent);
  return { from: index + 1, to: end < 0 ? lines.length : end };
}

const indentOf = (line = ''): number => line.search(/\S/);
