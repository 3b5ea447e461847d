import type { WebhookResponse, WebhookSecretResponse } from '../debate/views/webhook-responses.ts';
import { type CallOptions, type ClientOptions, createRequester, parseJsonResponse } from './http.ts';

/** Reads the deliveries of webhooks. `webhook` of a new debate names the address that is called. */
export interface WebhooksClient {
  /** The webhook of a debate, and the attempts to deliver it; rejects with `not-found` for a debate without one. */
  ofDebate(id: string, options?: CallOptions): Promise<WebhookResponse>;
  /** What signs the webhooks of the tenant; requires a key with the scope `admin`. */
  secret(options?: CallOptions): Promise<WebhookSecretResponse>;
}

/** Calls reject like those of createClient. */
export function createWebhooksClient(server: ClientOptions): WebhooksClient {
  const { request } = createRequester(server);
  return {
    ofDebate: async (id, options) =>
      parseJsonResponse(await request(`/debates/${encodeURIComponent(id)}/webhook`, options)),
    secret: async (options) => parseJsonResponse(await request('/webhook-secret', options)),
  };
}
