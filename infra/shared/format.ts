import type { Unit as OfSides } from '../../app/contract/invariants/invariant.ts';

/** Rows as aligned columns, two spaces apart. */
export function formatColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  );
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

/** As wide as a terminal may be expected to be. */
const lineWidth = 100;

/** The words of a text in lines that fit; every line but the first begins with the indent. */
export function wrapText(text: string, indent = '', max = lineWidth): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= max)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${lines.length === 0 ? '' : indent}${word}`);
  }
  return lines.join('\n');
}

/** What fits into a line that is indented. */
export const indentedWidth = lineWidth - 2;

/** An indented text of which every line but the first is indented further. */
export const formatParagraph = (text: string): string => indentText(wrapText(text, '  ', indentedWidth));

export const indentText = (text: string): string => text.replace(/^(?=.)/gm, '  ');

/** A number with its unit, as people say it: 125000 ms is `125 s`, 52428800 bytes are `50 MiB`. */
export function formatQuantity(value: number, unit: DisplayUnit): string {
  if (!Number.isFinite(value)) return 'no limit';
  switch (unit) {
    case 'ms':
      return formatDuration(value);
    case 'bytes':
      return value >= MiB && value % KiB === 0
        ? `${value / MiB} MiB`
        : value >= KiB && value % KiB === 0
          ? `${value / KiB} KiB`
          : `${value} bytes`;
    default:
      return unit ? `${roundToHundredths(value)} ${unit}` : String(roundToHundredths(value));
  }
}

/** From ten minutes on by minutes and hours, where that says it without rounding. */
function formatDuration(ms: number): string {
  if (ms >= hour && ms % (hour / 2) === 0) return `${ms / hour} h`;
  if (ms >= 10 * minute && ms % minute === 0) return `${ms / minute} min`;
  return ms >= second && ms % 100 === 0 ? `${ms / second} s` : `${roundToHundredths(ms)} ms`;
}

/** What a product with a share comes to has no more digits than anyone would write. */
const roundToHundredths = (value: number): number => Math.round(value * 100) / 100;

export type DisplayUnit = OfSides | 's' | 'characters' | 'tokens' | 'USD';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const KiB = 1024;
const MiB = 1024 * KiB;

/** The unit of a contract value: it stands at the end of its name, before a qualifier. */
export function unitOf(name: string): DisplayUnit {
  const bare = name.replace(/(?:Min|Max|Default|Reserve|Typical)$/, '');
  if (bare.endsWith('Ms')) return 'ms';
  if (bare.endsWith('Bytes')) return 'bytes';
  if (bare.endsWith('MiB')) return 'MiB';
  if (bare.endsWith('Seconds')) return 's';
  if (bare.endsWith('Chars')) return 'characters';
  if (bare.endsWith('Tokens')) return 'tokens';
  if (bare.endsWith('Usd')) return 'USD';
  return '';
}
