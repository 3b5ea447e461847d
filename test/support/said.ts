/** What a synthesis writes to standard error, and the error that ends it; an empty text where all is well. */
export function saidBy(synthesize: () => void): string {
  const lines: string[] = [];
  const write = process.stderr.write;
  process.stderr.write = (chunk) => lines.push(String(chunk)) > 0;
  try {
    synthesize();
  } catch (error) {
    lines.push(String(error));
  } finally {
    process.stderr.write = write;
    process.exitCode = undefined;
  }
  return lines.join('\n');
}
