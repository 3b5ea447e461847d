/**
 * One Prometheus text of several processes' texts. Their series are distinct, because each names its process, so they
 * only have to be put together by family. (The aggregation of prom-client would leave the start times out.)
 */
export function mergeMetrics(texts: readonly string[]): string {
  const families = new Map<string, string[]>();
  for (const block of texts.flatMap((text) => text.split(/^(?=# HELP )/m))) {
    const [, name] = block.split(' ', 3).slice(1);
    if (!block.startsWith('# HELP ') || name === undefined) continue;
    const lines = block.trimEnd().split('\n');
    const family = families.get(name);
    if (family) family.push(...lines.filter((line) => !line.startsWith('#')));
    else families.set(name, lines);
  }
  return [...families.values()].map((lines) => `${lines.join('\n')}\n`).join('\n');
}
