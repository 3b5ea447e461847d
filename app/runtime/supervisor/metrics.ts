import type { Metrics } from '../metrics.ts';
import type { SupervisedProcess } from './process.ts';

/**
 * Returns a function that collects the metrics of the supervisor and of all ready processes. A process that does not
 * answer in time is left out and counted. Draining processes are skipped, because their successors have the same name.
 */
export function createMetricsCollector(
  metrics: Metrics,
  readyProcesses: () => readonly SupervisedProcess[],
): () => Promise<string> {
  let scrapeFailures = 0;
  metrics.gauge('rostrum_processes_ready', () => readyProcesses().length);
  metrics.counter('rostrum_metrics_scrape_failures_total', () => scrapeFailures);
  return async () => {
    const texts = await Promise.all(readyProcesses().map((process) => process.collectMetrics()));
    const answered = texts.filter((text) => text !== null);
    scrapeFailures += texts.length - answered.length;
    return mergeMetrics([await metrics.text(), ...answered]);
  };
}

/**
 * Merges the Prometheus texts of several processes. Their series are distinct, because each has its process as a label,
 * so grouping them by metric family is enough. (The aggregation of prom-client would drop the start times.)
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
