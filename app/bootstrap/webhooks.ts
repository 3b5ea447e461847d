import { lookup } from 'node:dns/promises';
import { systemClock } from '../shared/clock.ts';
import { createPostWebhook } from '../webhooks/post-webhook.ts';
import { resolveHost } from '../webhooks/resolve-host.ts';
import { startWebhookSender } from '../webhooks/sender.ts';
import type { Runtime } from './runtime.ts';

/** Delivers webhooks from this worker until it drains. */
export async function startWebhooks({ config, log, lifecycle, store, now, random }: Runtime): Promise<void> {
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
          lookUp: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
          resolve: resolveHost,
          onPrivateAddress: (host, address) =>
            log.warn({ host, address }, 'webhook refused: its host has a private address'),
        }),
        onAttempt: ({ debate, tenant }, attempt, state) =>
          log[attempt.error === null ? 'info' : 'warn'](
            { debate, tenant, state, ...attempt },
            'webhook attempted',
          ),
        onError: (error) => log.warn({ error }, 'webhooks could not be read or recorded, retrying'),
      }),
    (sender) => sender.close(),
  );
}
