import { assertNever } from '../debate/events.ts';
import { markdownLines } from './markdown.ts';
import type { Passage } from './narrate.ts';
import type { Style } from './style.ts';
import { wrap } from './text.ts';

/** A passage as it stands on the screen, above the bottom. */
export function passageLines(passage: Passage, columns: number, style: Style): string[] {
  const { kind, title } = passage;
  switch (kind) {
    case 'step':
      return [style.bold(`━━ ${title} ${'━'.repeat(Math.max(0, columns - title.length - 4))}`), ''];
    case 'speech':
      return [
        ...wrap(title, columns).map((line) => style.accent(style.bold(line))),
        ...body(passage, columns, style),
        '',
      ];
    case 'notice':
      return [...wrap(title, columns).map(style.bold), ...body(passage, columns, style), ''];
    case 'progress':
      return [];
    default:
      return assertNever(kind);
  }
}

/** A passage in a log: a line with its time, and what belongs to it indented. */
export function logLines(passage: Passage, columns: number, style: Style): string[] {
  return [`${passage.at} ${passage.title}`, ...body(passage, columns, style)];
}

function body({ text, points }: Passage, columns: number, style: Style): string[] {
  const said =
    text === '' ? [] : markdownLines(text, columns - 2, style).map((line) => `  ${line}`.trimEnd());
  return [...said, ...points.flatMap((point) => wrap(point, columns, '  · ', '    ').map(style.dim))];
}
