import { expect, test } from 'vitest';
import type { Metric } from '../../app/contract/metric.ts';
import { metrics as table } from '../../app/contract/metrics.ts';
import { createMetrics } from '../../app/runtime/metrics.ts';

test('gauges and counters are read at every scrape, and a counter does not add up its readings', async () => {
  const metrics = createMetrics('web-1');
  let value = 1;
  metrics.gauge('rostrum_debates_running', () => value);
  metrics.counter('rostrum_lease_claims_total', () => value);
  await metrics.text();
  value = 5;
  const text = await metrics.text();
  const { description } = table.rostrum_debates_running;
  expect(text).toContain(
    `# HELP rostrum_debates_running ${description}\n# TYPE rostrum_debates_running gauge\n` +
      'rostrum_debates_running{process="web-1"} 5\n',
  );
  expect(text).toContain('# TYPE rostrum_lease_claims_total counter\n');
  expect(text).toContain('rostrum_lease_claims_total{process="web-1"} 5\n');
});

test('a labelled counter has one series per reading, and none for readings that no longer exist', async () => {
  const metrics = createMetrics('web-1');
  let reasons: readonly string[] = ['slow', 'dead'];
  metrics.counter('rostrum_live_closed_total', () => reasons.map((reason) => [{ reason }, 2]));
  expect(await metrics.text()).toContain('rostrum_live_closed_total{reason="slow",process="web-1"} 2\n');
  reasons = ['dead'];
  expect(await metrics.text()).not.toContain('reason="slow"');
});

test('a labelled gauge is read at every scrape', async () => {
  const metrics = createMetrics('web-1');
  let sse = 1;
  metrics.gauge('rostrum_live_connections', () => [[{ transport: 'sse' }, sse]]);
  for (sse of [2, 0])
    expect(await metrics.text()).toContain(
      `rostrum_live_connections{transport="sse",process="web-1"} ${sse}\n`,
    );
});

test('an unknown value has no series', async () => {
  const metrics = createMetrics('web-1');
  let known: number | null = 3;
  metrics.gauge('rostrum_debates_waiting', () => known);
  expect(await metrics.text()).toContain('rostrum_debates_waiting{process="web-1"} 3\n');
  known = null;
  expect(await metrics.text()).not.toContain('rostrum_debates_waiting{');
});

test('a histogram has the buckets of the contract', async () => {
  const metrics = createMetrics('web-1');
  const observe = metrics.histogram('rostrum_turn_seconds');
  observe({ provider: 'p', model: 'p:m' }, 4);
  observe({ provider: 'p', model: 'p:m' }, 40);
  const text = await metrics.text();
  const series = 'process="web-1",provider="p",model="p:m"';
  expect(text).toContain(`rostrum_turn_seconds_bucket{le="5",${series}} 1\n`);
  expect(text).toContain(`rostrum_turn_seconds_count{${series}} 2\n`);
  const found = [...text.matchAll(/^rostrum_turn_seconds_bucket\{le="([\d.]+)"/gm)].map(([, le]) =>
    Number(le),
  );
  expect(found).toEqual(table.rostrum_turn_seconds.buckets);
});

test('every series has the process as a label, the default metrics of Node too', async () => {
  const text = await createMetrics('web-1').text();
  const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(series.length).toBeGreaterThan(20);
  expect(series.filter((line) => !line.includes('process="web-1"'))).toEqual([]);
});

test('metric names follow the conventions of Prometheus', () => {
  const entries: [string, Metric][] = Object.entries(table);
  for (const [name, { kind, labels, buckets = [], description }] of entries) {
    expect(name).toMatch(/^rostrum_[a-z]+(?:_[a-z]+)*$/);
    expect([name, name.endsWith('_total')]).toEqual([name, kind === 'counter']);
    if (kind === 'histogram') expect(name).toMatch(/_seconds$/);
    expect([name, [...buckets].sort((a, b) => a - b)]).toEqual([name, buckets]);
    expect([name, buckets.length > 0]).toEqual([name, kind === 'histogram']);
    for (const label of labels) expect(['process', 'le', 'quantile']).not.toContain(label);
    expect(description).not.toMatch(/\.$/);
  }
});
