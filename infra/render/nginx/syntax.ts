/** nginx's own notation. */

/** A block with its lines indented; comments and empty lines stay. */
export const block = (head: string, lines: readonly string[]): string =>
  [`${head} {`, ...lines.flatMap(indentLines), '}'].join('\n');

const indentLines = (lines: string): string[] =>
  lines.split('\n').map((line) => (line === '' ? '' : `  ${line}`));

/** A time; nginx takes milliseconds where seconds would round. */
export const formatNginxTime = (ms: number): string =>
  ms % 1000 === 0 ? `${ms / 1000}s` : `${Math.round(ms)}ms`;

/** A size in bytes, in the largest unit that says it exactly. */
export function formatSize(bytes: number): string {
  const MiB = 1024 * 1024;
  if (bytes > 0 && bytes % MiB === 0) return `${bytes / MiB}m`;
  return bytes > 0 && bytes % 1024 === 0 ? `${bytes / 1024}k` : String(bytes);
}
