import { assertNever } from '../../debate/core/events.ts';
import { wrapText } from '../../shared/command-line/text-layout.ts';
import { markdownLines } from './markdown.ts';
import type { Style } from './style.ts';
import type { TranscriptEntry } from './transcript.ts';

/** An entry on the screen, above the footer. */
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

/** An entry in a log: a line with its time, and its content indented. */
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
