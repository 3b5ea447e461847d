import { createHmac } from 'node:crypto';
import { toDebateResponse } from '../debate-log/debate-response.ts';
import type { DebateRow } from '../store/store.ts';

/** What a webhook sends, signed as the Standard Webhooks specification says. Receivers drop repeated ids. */
export function createWebhookRequest(debate: DebateRow, secret: string, at: Date) {
  const { id, status } = debate;
  const body = JSON.stringify({ type: `debate.${status}`, debate: toDebateResponse(debate) });
  const timestamp = Math.floor(at.getTime() / 1000);
  const signed = `${id}.${timestamp}.${body}`;
  const signature = createHmac('sha256', Buffer.from(secret, 'base64')).update(signed).digest('base64');
  const headers = {
    'user-agent': 'rostrum',
    'webhook-id': id,
    'webhook-timestamp': `${timestamp}`,
    'webhook-signature': `v1,${signature}`,
  };
  return { headers, body };
}
