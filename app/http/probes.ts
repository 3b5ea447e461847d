import { z } from '@hono/zod-openapi';
import type { HealthResponse } from '../debate/views/responses.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { AppContext, AppDeps } from './deps.ts';
import { throwProblem } from './errors/problem-types.ts';
import type { RegisterRoute } from './router.ts';
import { jsonResponse } from './schemas/responses.ts';

const livenessSchema = z.object({ status: z.literal('ok') }).openapi('Alive');
const checksSchema = z
  .record(z.string(), z.string())
  .openapi({ description: 'By name: `ok`, `away`, or what is wrong' });
const readySchema = z
  .object({ status: z.enum(['ok', 'degraded', 'not-ready']), checks: checksSchema })
  .openapi('Ready');
const healthSchema: z.ZodType<HealthResponse> = z
  .object({
    status: z.enum(['ok', 'degraded', 'not-ready']),
    version: z.string(),
    profile: z.string(),
    contract: z.string().openapi({ description: 'Hash of the contract, as new records name it' }),
  })
  .openapi('Health');

/** What balancers and Prometheus ask. */
export function registerProbeRoutes(register: RegisterRoute, deps: AppDeps): void {
  const { readiness, contract, contractHash, version, metrics } = deps;

  // No dependency: a database that is away is no reason to kill the process.
  register('alive', { responses: { 200: jsonResponse('The process answers', livenessSchema) } }, (c) =>
    c.json({ status: 'ok' }),
  );

  const responses = { 200: jsonResponse('Ready', readySchema), 503: jsonResponse('Not ready', readySchema) };
  register('ready', { responses }, async (c) => {
    const results = await runChecks(deps);
    const optional = Object.entries(readiness.optionalServices).map(
      ([name, isAvailable]) => [name, isAvailable() ? 'ok' : 'away'] as const,
    );
    const checks = { ...results, ...Object.fromEntries(optional) };
    const isReady = readiness.isReady() && Object.values(results).every((result) => result === 'ok');
    if (!isReady) return c.json({ status: 'not-ready', checks }, 503);
    // All processes stand on the same helper: if its absence took one out of service, it would take all.
    return c.json({ status: optional.every(([, result]) => result === 'ok') ? 'ok' : 'degraded', checks });
  });

  register('health', { responses: { 200: jsonResponse('What runs here', healthSchema) } }, (c) => {
    const isComplete = Object.values(readiness.optionalServices).every((isAvailable) => isAvailable());
    const status = readiness.isReady() ? (isComplete ? 'ok' : 'degraded') : 'not-ready';
    const health: HealthResponse = { status, version, profile: contract.profile, contract: contractHash };
    return c.json(health);
  });

  const text = { description: 'Prometheus text', content: { 'text/plain': { schema: z.string() } } };
  register('metrics', { responses: { 200: text } }, async (c) => {
    assertNotForwarded(c);
    const { text, contentType } = requireMetrics(metrics);
    return c.body(await text(), 200, { 'content-type': contentType });
  });
}

/** All checks at once, each within its limit. */
async function runChecks({ readiness, contract, clock }: AppDeps): Promise<Record<string, string>> {
  const { checkTimeoutMs } = contract.probes;
  const results = Object.entries(readiness.checks).map(async ([name, check]) => {
    const controller = new AbortController();
    const timeout = Promise.withResolvers<string>();
    const cancel = clock.after(checkTimeoutMs, () => {
      controller.abort();
      timeout.resolve(`no answer within ${checkTimeoutMs} ms`);
    });
    // What failed is said in the log; here it would be told to whoever asks.
    const outcome = check(controller.signal).then(
      () => 'ok',
      () => 'failed',
    );
    const result = await Promise.race([outcome, timeout.promise]);
    cancel();
    return [name, result] as const;
  });
  return Object.fromEntries(await Promise.all(results));
}

/** Headers that a proxy adds: whoever comes through one is outside. */
const forwardingHeaders = ['forwarded', 'via', 'x-real-ip', 'x-client-ip', 'true-client-ip'];
const forwardingPrefixes = ['x-forwarded-', 'x-amzn-', 'cloudfront-', 'cf-', 'x-envoy-'];

/** The first of a request's headers that a proxy must have added, if there is one. */
export const forwardingHeader = (names: readonly string[]): string | undefined =>
  names.find(
    (name) =>
      forwardingHeaders.includes(name) || forwardingPrefixes.some((prefix) => name.startsWith(prefix)),
  );

function assertNotForwarded(c: AppContext): void {
  const found = forwardingHeader(Object.keys(c.req.header()));
  if (found)
    throwProblem(
      'internal-only',
      `Metrics are not served through a proxy, and ${found} says that this is one.`,
    );
}

const requireMetrics = (metrics: Metrics | null): Metrics =>
  metrics ?? throwProblem('not-found', 'Metrics are switched off. METRICS_ENABLED=true switches them on.');
