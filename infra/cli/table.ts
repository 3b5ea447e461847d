/** Rows as aligned columns, two spaces apart. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  );
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

export const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');

/** A number with its unit, as people say it: 125000 ms is `125 s`, 52428800 bytes are `50 MiB`. */
export function amount(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return 'no limit';
  switch (unit) {
    case 'ms':
      return value >= 1000 && value % 100 === 0 ? `${value / 1000} s` : `${value} ms`;
    case 'bytes':
      return value >= MiB && value % KiB === 0
        ? `${value / MiB} MiB`
        : value >= KiB && value % KiB === 0
          ? `${value / KiB} KiB`
          : `${value} bytes`;
    default:
      return unit ? `${value} ${unit}` : String(value);
  }
}

export type Unit = 'ms' | 'bytes' | 'debates' | 's' | 'characters' | 'tokens' | 'USD' | '';

const KiB = 1024;
const MiB = 1024 * KiB;

/** The unit of a contract value: it stands at the end of its name, before a qualifier. */
export function unitOf(name: string): Unit {
  const bare = name.replace(/(?:Min|Max|Default|Reserve)$/, '');
  if (bare.endsWith('Ms')) return 'ms';
  if (bare.endsWith('Bytes')) return 'bytes';
  if (bare.endsWith('Seconds')) return 's';
  if (bare.endsWith('Chars')) return 'characters';
  if (bare.endsWith('Tokens')) return 'tokens';
  if (bare.endsWith('Usd')) return 'USD';
  return '';
}
