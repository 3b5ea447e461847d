import { assertNever } from '../../debate/core/events.ts';
import { markdownLines } from './markdown.ts';
import type { Style } from './style.ts';
import { wrapText } from './text.ts';
import type { TranscriptEntry } from './transcript.ts';

/** A passage as it stands on the screen, above the bottom. */
export function screenLines(entry: TranscriptEntry, columns: number, style: Style): string[] {
  const { kind, title } = entry;
  switch (kind) {
    case 'step':
      return [style.bold(`━━ ${title} ${'━'.repeat(Math.max(0, columns - title.length - 4))}`), ''];
    case 'speech':
      return [
        ...wrapText(title, columns).map((line) => style.accent(style.bold(line))),
        ...bodyLines(entry, columns, style),
        '',
      ];
    case 'notice':
      return [...wrapText(title, columns).map(style.bold), ...bodyLines(entry, columns, style), ''];
    case 'progress':
      return [];
    default:
      return assertNever(kind);
  }
}

/** A passage in a log: a line with its time, and what belongs to it indented. */
export function logLines(entry: TranscriptEntry, columns: number, style: Style): string[] {
  return [`${entry.at} ${entry.title}`, ...bodyLines(entry, columns, style)];
}

function bodyLines({ text, points }: TranscriptEntry, columns: number, style: Style): string[] {
  const textLines =
    text === '' ? [] : markdownLines(text, columns - 2, style).map((line) => `  ${line}`.trimEnd());
  return [
    ...textLines,
    ...points.flatMap((point) => wrapText(point, columns, '  · ', '    ').map(style.dim)),
  ];
}
