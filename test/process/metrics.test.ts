import { expect, test } from 'vitest';
import { createMetrics } from '../../app/process/metrics.ts';

test('requests are counted by route, class and status, with the time they took', async () => {
  const metrics = createMetrics('web-1');
  const request = { route: 'getDebate', routeClass: 'api', status: 200 };
  metrics.answered({ ...request, ms: 3 });
  metrics.answered({ ...request, ms: 30 });
  metrics.answered({ ...request, status: 404, ms: 1 });
  const text = await metrics.text();
  const series = (status: number) => `process="web-1",route="getDebate",class="api",status="${status}"`;
  expect(text).toContain(`rostrum_http_request_seconds_count{${series(200)}} 2`);
  expect(text).toContain(`rostrum_http_request_seconds_bucket{le="0.005",${series(200)}} 1`);
  expect(text).toContain(`rostrum_http_request_seconds_count{${series(404)}} 1`);
});

test('gauges and counters are read when somebody asks, and a counter does not add up its readings', async () => {
  const metrics = createMetrics('web-1');
  let value = 1;
  metrics.gauge('depth', 'How deep', () => value);
  metrics.counter('steps', 'How many', () => value);
  await metrics.text();
  value = 5;
  const text = await metrics.text();
  expect(text).toContain('# TYPE rostrum_depth gauge\nrostrum_depth{process="web-1"} 5');
  expect(text).toContain('# TYPE rostrum_steps_total counter\nrostrum_steps_total{process="web-1"} 5');
});

test('every series names its process, the runtime’s too', async () => {
  const text = await createMetrics('web-1').text();
  const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(series.length).toBeGreaterThan(20);
  expect(series.filter((line) => !line.includes('process="web-1"'))).toEqual([]);
});
