import type { Metrics } from '../metrics.ts';
import type { SupervisedProcess } from './process.ts';

/**
 * Returns what collects the metrics of the supervisor and of all processes that serve: those that do not answer in
 * time are left out, and counted. A process that drains is not asked, because its successor bears its name.
 */
export function createCollector(
  metrics: Metrics,
  serving: () => readonly SupervisedProcess[],
): () => Promise<string> {
  let unmeasured = 0;
  metrics.gauge('rostrum_processes_ready', () => serving().length);
  metrics.counter('rostrum_metrics_scrape_failures_total', () => unmeasured);
  return async () => {
    const texts = await Promise.all(serving().map((process) => process.collectMetrics()));
    const answered = texts.filter((text) => text !== null);
    unmeasured += texts.length - answered.length;
    return mergeMetrics([await metrics.text(), ...answered]);
  };
}

/**
 * One Prometheus text of several processes' texts. Their series are distinct, because each names its process, so they
 * only have to be put together by family. (The aggregation of prom-client would leave the start times out.)
 */
export function mergeMetrics(texts: readonly string[]): string {
  const families = new Map<string, string[]>();
  for (const block of texts.flatMap((text) => text.split(/^(?=# HELP )/m))) {
    const name = /^# HELP (\S+)/.exec(block)?.[1];
    if (name === undefined) continue;
    const lines = block.trimEnd().split('\n');
    const family = families.get(name);
    if (family) family.push(...lines.filter((line) => !line.startsWith('#')));
    else families.set(name, lines);
  }
  return [...families.values()].map((lines) => `${lines.join('\n')}\n`).join('\n');
}
