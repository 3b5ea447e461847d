import { z } from '@hono/zod-openapi';
import type { Contract } from '../contract/types/contract.ts';
import type { HealthResponse } from '../debate/views/responses.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { Clock } from '../shared/clock.ts';
import type { AppContext } from './context.ts';
import { throwProblem } from './errors/problem-types.ts';
import type { Readiness } from './readiness.ts';
import type { RegisterRoute } from './router.ts';
import { jsonResponse } from './schemas/responses.ts';

const livenessSchema = z.object({ status: z.literal('ok') }).openapi('Alive');
const checksSchema = z
  .record(z.string(), z.string())
  .openapi({ description: 'By name: `ok`, `unavailable` for an optional service, or what failed' });
const readySchema = z
  .object({
    status: z.enum(['ok', 'degraded', 'not-ready']),
    checks: checksSchema,
    notices: z.array(z.string()).optional().openapi({
      description: 'What the operator should change; absent when there is nothing, or behind a proxy',
    }),
  })
  .openapi('Ready');
const healthSchema: z.ZodType<HealthResponse> = z
  .object({
    status: z.enum(['ok', 'degraded', 'not-ready']),
    version: z.string(),
    profile: z.string(),
    contract: z.string().openapi({ description: 'Hash of the contract, as in the records of new debates' }),
  })
  .openapi('Health');

export interface ProbeRoutesDeps {
  readonly readiness: Readiness;
  readonly contract: Contract;
  readonly contractHash: string;
  readonly version: string;
  readonly metrics: Metrics | null;
  readonly clock: Clock;
}

/** For load balancers, orchestrators and Prometheus. */
export function registerProbeRoutes(register: RegisterRoute, deps: ProbeRoutesDeps): void {
  const { readiness, contract, contractHash, version, metrics } = deps;

  // Checks no dependency: a restart of this process does not fix an unavailable database.
  register('alive', { responses: { 200: jsonResponse('The process is alive', livenessSchema) } }, (c) =>
    c.json({ status: 'ok' }),
  );

  const responses = { 200: jsonResponse('Ready', readySchema), 503: jsonResponse('Not ready', readySchema) };
  register('ready', { responses }, async (c) => {
    const results = await runChecks(deps);
    const optional = Object.entries(readiness.optionalServices).map(
      ([name, isAvailable]) => [name, isAvailable() ? 'ok' : 'unavailable'] as const,
    );
    const checks = { ...results, ...Object.fromEntries(optional) };
    const isReady = readiness.isReady() && Object.values(results).every((result) => result === 'ok');
    const { notices = [] } = readiness;
    const isVisible = notices.length > 0 && !forwardingHeader(Object.keys(c.req.header()));
    const body = { checks, ...(isVisible && { notices: [...notices] }) };
    if (!isReady) return c.json({ status: 'not-ready', ...body }, 503);
    // All processes share the optional services, so failing here would take all of them out of service at once.
    return c.json({ status: optional.every(([, result]) => result === 'ok') ? 'ok' : 'degraded', ...body });
  });

  register(
    'health',
    { responses: { 200: jsonResponse('Version, profile and state of this deployment', healthSchema) } },
    (c) => {
      const isComplete = Object.values(readiness.optionalServices).every((isAvailable) => isAvailable());
      const status = readiness.isReady() ? (isComplete ? 'ok' : 'degraded') : 'not-ready';
      const health: HealthResponse = { status, version, profile: contract.profile, contract: contractHash };
      return c.json(health);
    },
  );

  const text = { description: 'Prometheus text', content: { 'text/plain': { schema: z.string() } } };
  register('metrics', { responses: { 200: text } }, async (c) => {
    assertNotForwarded(c);
    const { text, contentType } = requireMetrics(metrics);
    return c.body(await text(), 200, { 'content-type': contentType });
  });
}

/** Runs all checks in parallel, each with the timeout of the contract. */
async function runChecks({ readiness, contract, clock }: ProbeRoutesDeps): Promise<Record<string, string>> {
  const { checkTimeoutMs } = contract.probes;
  const results = Object.entries(readiness.checks).map(async ([name, check]) => {
    const controller = new AbortController();
    const timeout = Promise.withResolvers<string>();
    const cancel = clock.after(checkTimeoutMs, () => {
      controller.abort();
      timeout.resolve(`timed out after ${checkTimeoutMs} ms`);
    });
    // The route needs no key, so the cause goes into the log only.
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

/** Headers that only proxies add. A request that has one comes from outside the network. */
const forwardingHeaders = ['forwarded', 'via', 'x-real-ip', 'x-client-ip', 'true-client-ip'];
const forwardingPrefixes = ['x-forwarded-', 'x-amzn-', 'cloudfront-', 'cf-', 'x-envoy-'];

/** The first header that a proxy must have added; undefined if there is none. */
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
      `Metrics are not served through a proxy, and the header ${found} shows that there is one.`,
    );
}

const requireMetrics = (metrics: Metrics | null): Metrics =>
  metrics ??
  throwProblem('not-found', 'Metrics are switched off. Set METRICS_ENABLED=true to switch them on.');
