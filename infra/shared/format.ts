import type { Unit as OfSides } from '../../app/contract/invariants/invariant.ts';

/** Aligned columns, two spaces apart. */
export function formatColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  );
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

export const lineWidth = 100;

/** Wraps a text at spaces; every line but the first starts with the indent. */
export function wrapIndented(text: string, indent = '', max = lineWidth): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= max)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${lines.length === 0 ? '' : indent}${word}`);
  }
  return lines.join('\n');
}

/** Width of an indented line. */
export const indentedWidth = lineWidth - 2;

/** Indented text with a hanging indent. */
export const formatParagraph = (text: string): string => indentText(wrapIndented(text, '  ', indentedWidth));

export const indentText = (text: string): string => text.replace(/^(?=.)/gm, '  ');

/** A number in a readable unit, without rounding: 125000 ms is `125 s`, 52428800 bytes are `50 MiB`. */
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

/** Minutes and hours from ten minutes on, if no rounding is needed. */
function formatDuration(ms: number): string {
  if (ms >= hour && ms % (hour / 2) === 0) return `${ms / hour} h`;
  if (ms >= 10 * minute && ms % minute === 0) return `${ms / minute} min`;
  return ms >= second && ms % 100 === 0 ? `${ms / second} s` : `${roundToHundredths(ms)} ms`;
}

/** Removes the floating point digits of a product with a fraction. */
const roundToHundredths = (value: number): number => Math.round(value * 100) / 100;

export type DisplayUnit = OfSides | 's' | 'characters' | 'tokens' | 'USD';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const KiB = 1024;
const MiB = 1024 * KiB;

/** The unit at the end of a contract value's name, before a qualifier. */
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
