import type { CommandSpec, CommandTable } from './commands.ts';
import type { CommandOptions } from './options.ts';
import { alignColumns, wrapText } from './text-layout.ts';

/** Aligned rows of two cells; the second wraps at `columns`. */
export function twoColumns(rows: readonly (readonly [string, string])[], columns: number): string[] {
  // The bar keeps the padding after the last first cell, which alignColumns would trim.
  const firstCells = alignColumns(rows.map(([first]) => [`  ${first}`, '|'])).map((line) =>
    line.slice(0, -1),
  );
  return rows.flatMap(([, second], index) => {
    const first = firstCells[index] ?? '';
    return wrapText(second, columns, first, ' '.repeat(first.length));
  });
}

/** The commands of a program with their summaries. */
export const commandLines = (commands: CommandTable<CommandSpec>, columns: number): string[] =>
  twoColumns(
    Object.entries(commands).map(([name, { usage, summary }]) => [`${name} ${usage}`.trimEnd(), summary]),
    columns,
  );

/** The options of a command with their descriptions. */
export const optionLines = (options: CommandOptions, columns: number): string[] =>
  twoColumns(
    Object.entries(options).map(([name, { short, placeholder, multiple, description }]) => [
      `${short ? `-${short}, ` : ''}--${name}${placeholder ? ` ${placeholder}` : ''}${multiple ? ' …' : ''}`,
      description,
    ]),
    columns,
  );
