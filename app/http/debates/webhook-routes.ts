import { z } from '@hono/zod-openapi';
import type { WebhookResponse, WebhookSecretResponse } from '../../debate/views/webhook-responses.ts';
import type { Store } from '../../store/store.ts';
import { throwProblem } from '../errors/problem-types.ts';
import type { Signer } from '../records/signer.ts';
import type { RegisterRoute } from '../router.ts';
import { idParams, isoTimeSchema, jsonResponse, type SchemaType } from '../schemas/responses.ts';
import { debateKey, isUnfinished, loadDebate } from './load.ts';

export interface WebhookRoutesDeps {
  readonly store: Pick<Store, 'get' | 'webhook'>;
  readonly signer: Pick<Signer, 'webhookSecret'>;
}

const webhookSchema: z.ZodType<SchemaType<WebhookResponse>> = z
  .object({
    url: z.string(),
    state: z.enum(['waiting', 'pending', 'delivered', 'failed']),
    nextAttemptAt: isoTimeSchema.nullable(),
    attempts: z.array(
      z.object({
        at: isoTimeSchema,
        ms: z.int(),
        status: z.int().nullable().openapi({ description: 'HTTP status; null when there was no answer' }),
        error: z.string().nullable().openapi({ description: 'Null when it was delivered' }),
      }),
    ),
  })
  .openapi('Webhook');

const secretSchema: z.ZodType<SchemaType<WebhookSecretResponse>> = z
  .object({ secret: z.string().openapi({ example: 'whsec_…' }) })
  .openapi('WebhookSecret');

/** The log of a webhook's deliveries, and the secret that signs them. */
export function registerWebhookRoutes(register: RegisterRoute, { store, signer }: WebhookRoutesDeps): void {
  register(
    'debateWebhook',
    {
      request: { params: idParams },
      responses: { 200: jsonResponse('The webhook and its deliveries', webhookSchema) },
    },
    async (c) => {
      const debate = await loadDebate(c, store);
      const webhook = await store.webhook(debateKey(c, debate.id));
      if (!webhook) return throwProblem('not-found', 'The debate was created without a webhook.');
      const { url, dueAt, attempts } = webhook;
      const state = isUnfinished(debate) ? 'waiting' : webhook.state;
      const nextAttemptAt = state === 'pending' ? dueAt : null;
      const response: WebhookResponse = { url, state, nextAttemptAt, attempts };
      return c.json(response);
    },
  );
  register(
    'webhookSecret',
    {
      description:
        'Receivers check `webhook-signature` with it, as the Standard Webhooks specification says: `v1,` and the ' +
        'base64 of HMAC-SHA256 over `webhook-id`, `webhook-timestamp` and the body, joined by dots. It is derived ' +
        'from the signing key of the server, one for each tenant.',
      responses: { 200: jsonResponse('The secret of the tenant', secretSchema) },
    },
    (c) => {
      const response: WebhookSecretResponse = {
        secret: `whsec_${signer.webhookSecret(c.var.caller.tenant)}`,
      };
      return c.json(response);
    },
  );
}
