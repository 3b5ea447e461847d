import { afterEach, expect, test } from 'vitest';
import { startInternalServer } from '../../../app/http/server/internal-server.ts';
import { createMetrics } from '../../../app/runtime/metrics.ts';

const errors: unknown[] = [];
const servers: Awaited<ReturnType<typeof startInternalServer>>[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((inside) => inside.close()));
  errors.length = 0;
});

async function startTestServer(metrics: Parameters<typeof startInternalServer>[0]['metrics']) {
  const server = await startInternalServer({
    metrics,
    host: '127.0.0.1',
    port: 0,
    onError: (error) => errors.push(error),
  });
  servers.push(server);
  return (path: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, { headers });
}

test('the internal server serves liveness and metrics and nothing else', async () => {
  const metrics = createMetrics('worker');
  metrics.gauge('rostrum_debates_running', () => 7);
  const ask = await startTestServer(metrics);
  const answer = await ask('/metrics');
  expect(answer.headers.get('content-type')).toBe(metrics.contentType);
  expect(await answer.text()).toContain('rostrum_debates_running{process="worker"} 7\n');
  expect(await (await ask('/healthz')).json()).toEqual({ status: 'ok' });
  for (const path of ['/', '/ready', '/api/v1/debates', '/metrics/x'])
    expect([path, (await ask(path)).status]).toEqual([path, 404]);
});

test('the internal server refuses metrics to requests that came through a proxy', async () => {
  const ask = await startTestServer(createMetrics('worker'));
  expect((await ask('/metrics', { 'x-forwarded-for': '203.0.113.7' })).status).toBe(403);
});

test('a metrics failure is reported to onError and answered 500 without details', async () => {
  const text = () => Promise.reject(new Error('a secret'));
  const ask = await startTestServer({ text, contentType: createMetrics('worker').contentType });
  const answer = await ask('/metrics');
  expect([answer.status, await answer.text()]).toEqual([500, '']);
  expect(errors).toHaveLength(1);
});
