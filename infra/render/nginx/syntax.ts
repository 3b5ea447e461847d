/** The syntax of nginx.conf. */

/** A block with indented lines. */
export const block = (head: string, lines: readonly string[]): string =>
  [`${head} {`, ...lines.flatMap(indentLines), '}'].join('\n');

const indentLines = (lines: string): string[] =>
  lines.split('\n').map((line) => (line === '' ? '' : `  ${line}`));

/** A duration, in seconds if it is a whole number of them, else in milliseconds. */
export const formatNginxTime = (ms: number): string =>
  ms % 1000 === 0 ? `${ms / 1000}s` : `${Math.round(ms)}ms`;

/** A size in the largest unit that expresses it exactly. */
export function formatSize(bytes: number): string {
  const MiB = 1024 * 1024;
  if (bytes > 0 && bytes % MiB === 0) return `${bytes / MiB}m`;
  return bytes > 0 && bytes % 1024 === 0 ? `${bytes / 1024}k` : String(bytes);
}
