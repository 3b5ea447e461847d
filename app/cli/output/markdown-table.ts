import { alignColumns, displayWidth, wrapText } from '../../shared/command-line/text-layout.ts';
import type { Style } from './style.ts';

const separator = /^[\s|:-]+$/;

/**
 * The rows of a Markdown table as aligned columns. Where these are wider than the terminal, each cell has a line of its
 * own after the name of its column, and an empty line follows each row.
 */
export function tableLines(rows: readonly string[], columns: number, style: Style): string[] {
  const [header = [], ...body] = rows.filter((row) => !separator.test(row)).map(splitRow);
  const records = body.map((row) => row.slice(0, header.length));
  if (tableWidth([header, ...records]) <= columns) {
    const filled = records.map((record) => header.map((_, column) => record[column] ?? ''));
    const [title = '', ...lines] = alignColumns([header, ...filled]);
    return [style.bold(title), ...lines];
  }
  const cellLines = (cell: string, column: number) =>
    cell === '' ? [] : wrapText(cell, columns, header[column] ? `${header[column]}: ` : '', '  ');
  return records.flatMap((record) => [...record.flatMap(cellLines), '']);
}

/** Without the bars at both ends; `\|` is a bar within a cell. */
const splitRow = (row: string): string[] =>
  row
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim());

function tableWidth(cells: readonly (readonly string[])[]): number {
  const widths: number[] = [];
  for (const row of cells)
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell) + 2);
  return widths.reduce((sum, width) => sum + width, -2);
}
