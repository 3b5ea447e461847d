import { afterEach, expect, test } from 'vitest';
import { listenInside } from '../../app/http/inside.ts';
import { createMetrics } from '../../app/process/metrics.ts';

const errors: unknown[] = [];
const opened: Awaited<ReturnType<typeof listenInside>>[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((inside) => inside.close()));
  errors.length = 0;
});

async function open(metrics: Parameters<typeof listenInside>[0]['metrics']) {
  const inside = await listenInside({
    ...{ metrics, host: '127.0.0.1', port: 0 },
    onError: (error) => errors.push(error),
  });
  opened.push(inside);
  return (path: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`http://127.0.0.1:${inside.port}${path}`, { headers });
}

test('a worker shows its metrics and that it lives, and nothing else', async () => {
  const metrics = createMetrics('worker');
  metrics.gauge('rostrum_debates_running', () => 7);
  const ask = await open(metrics);
  const answer = await ask('/metrics');
  expect(answer.headers.get('content-type')).toBe(metrics.contentType);
  expect(await answer.text()).toContain('rostrum_debates_running{process="worker"} 7\n');
  expect(await (await ask('/healthz')).json()).toEqual({ status: 'ok' });
  for (const path of ['/', '/ready', '/api/v1/debates', '/metrics/x'])
    expect([path, (await ask(path)).status]).toEqual([path, 404]);
});

test('not to whoever comes through a proxy', async () => {
  const ask = await open(createMetrics('worker'));
  expect((await ask('/metrics', { 'x-forwarded-for': '203.0.113.7' })).status).toBe(403);
});

test('a failure is told to the log and not to who asks', async () => {
  const text = () => Promise.reject(new Error('a secret'));
  const ask = await open({ text, contentType: createMetrics('worker').contentType });
  const answer = await ask('/metrics');
  expect([answer.status, await answer.text()]).toEqual([500, '']);
  expect(errors).toHaveLength(1);
});
