import { z } from '@hono/zod-openapi';
import type { HealthResource } from '../debate/resources.ts';
import type { Metrics } from '../process/metrics.ts';
import type { Mount } from './mount.ts';
import type { AppContext, AppParts } from './parts.ts';
import { refuse } from './problems.ts';
import { json } from './resource-schemas.ts';

const aliveSchema = z.object({ status: z.literal('ok') }).openapi('Alive');
const checks = z
  .record(z.string(), z.string())
  .openapi({ description: 'By name: `ok`, `away`, or what is wrong' });
const readySchema = z.object({ status: z.enum(['ok', 'degraded', 'not-ready']), checks }).openapi('Ready');
const healthSchema: z.ZodType<HealthResource> = z
  .object({
    status: z.enum(['ok', 'degraded', 'not-ready']),
    version: z.string(),
    profile: z.string(),
    contract: z.string().openapi({ description: 'Hash of the contract, as new records name it' }),
  })
  .openapi('Health');

/** What balancers and Prometheus ask. */
export function mountProbes(mount: Mount, parts: AppParts): void {
  const { readiness, contract, contractHash, version, metrics } = parts;

  // No dependency: a database that is away is no reason to kill the process.
  mount('alive', { responses: { 200: json('The process answers', aliveSchema) } }, (c) =>
    c.json({ status: 'ok' }),
  );

  const responses = { 200: json('Ready', readySchema), 503: json('Not ready', readySchema) };
  mount('ready', { responses }, async (c) => {
    const results = await runChecks(parts);
    const helpers = Object.entries(readiness.helpers).map(
      ([name, isThere]) => [name, isThere() ? 'ok' : 'away'] as const,
    );
    const checks = { ...results, ...Object.fromEntries(helpers) };
    const isReady = readiness.isReady() && Object.values(results).every((result) => result === 'ok');
    if (!isReady) return c.json({ status: 'not-ready', checks }, 503);
    // All processes stand on the same helper: if its absence took one out of service, it would take all.
    return c.json({ status: helpers.every(([, is]) => is === 'ok') ? 'ok' : 'degraded', checks });
  });

  mount('health', { responses: { 200: json('What runs here', healthSchema) } }, (c) => {
    const isWhole = Object.values(readiness.helpers).every((isThere) => isThere());
    const status = readiness.isReady() ? (isWhole ? 'ok' : 'degraded') : 'not-ready';
    const health: HealthResource = { status, version, profile: contract.profile, contract: contractHash };
    return c.json(health);
  });

  const text = { description: 'Prometheus text', content: { 'text/plain': { schema: z.string() } } };
  mount('metrics', { responses: { 200: text } }, async (c) => {
    refuseForwarded(c);
    const { text, contentType } = switchedOn(metrics);
    return c.body(await text(), 200, { 'content-type': contentType });
  });
}

/** All checks at once, each within its limit. */
async function runChecks({ readiness, contract, timers }: AppParts): Promise<Record<string, string>> {
  const { checkMs } = contract.probes;
  const results = Object.entries(readiness.checks).map(async ([name, check]) => {
    const controller = new AbortController();
    const late = Promise.withResolvers<string>();
    const cancel = timers.after(checkMs, () => {
      controller.abort();
      late.resolve(`no answer within ${checkMs} ms`);
    });
    // What failed is said in the log; here it would be told to whoever asks.
    const answer = check(controller.signal).then(
      () => 'ok',
      () => 'failed',
    );
    const result = await Promise.race([answer, late.promise]);
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

function refuseForwarded(c: AppContext): void {
  const found = forwardingHeader(Object.keys(c.req.header()));
  if (found)
    refuse('inside-only', `Metrics are not served through a proxy, and ${found} says that this is one.`);
}

const switchedOn = (metrics: Metrics | null): Metrics =>
  metrics ?? refuse('not-found', 'Metrics are switched off. METRICS_ENABLED=true switches them on.');
