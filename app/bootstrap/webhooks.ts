import { systemClock } from '../shared/clock.ts';
import { lookUpHost, resolveHost } from '../shared/outbound/resolve-host.ts';
import { createPostWebhook } from '../webhooks/post-webhook.ts';
import { startWebhookSender } from '../webhooks/sender.ts';
import type { Runtime } from './runtime.ts';
import { reportWebhooks } from './worker-metrics.ts';

/** Delivers webhooks from this worker until it drains. */
export async function startWebhooks(runtime: Runtime): Promise<void> {
  const { config, log, lifecycle, store, now, random, metrics } = runtime;
  const countAttempt = reportWebhooks(metrics);
  const { contract, webhookHosts: allowedHosts } = config;
  await lifecycle.start(
    'webhooks',
    async () =>
      startWebhookSender({
        store,
        contract,
        clock: systemClock,
        now,
        random,
        post: createPostWebhook({
          allowedHosts,
          lookUp: lookUpHost,
          resolve: resolveHost,
          onPrivateAddress: (host, address) =>
            log.warn({ host, address }, 'webhook refused: its host has a private address'),
        }),
        onAttempt({ debate, tenant }, attempt, state) {
          countAttempt(state);
          const level = attempt.error === null ? 'info' : 'warn';
          log[level]({ debate, tenant, state, ...attempt }, 'webhook attempted');
        },
        onError: (error) => log.warn({ error }, 'webhooks could not be read or recorded, retrying'),
      }),
    (sender) => sender.close(),
  );
}
