/** What `rostrum/client` of the package exports. */
export {
  ApiError,
  type CallOptions,
  type Client,
  type ClientCommand,
  type CreateOptions,
  createClient,
  type DebateListQuery,
  type ExportFormat,
  ServerUnreachable,
} from '../../app/client/client.ts';
export { type FollowOptions, type FollowState, follow } from '../../app/client/follow.ts';
export type { ClientOptions } from '../../app/client/http.ts';
export { createKeysClient, type KeysClient } from '../../app/client/keys.ts';
export { createPanelsClient, type PanelsClient } from '../../app/client/panels.ts';
export { createWebhooksClient, type WebhooksClient } from '../../app/client/webhooks.ts';
export type { DebateEvent } from '../../app/debate/core/events.ts';
export type { Envelope, Frame } from '../../app/debate/core/frames.ts';
export type { DecisionRecord } from '../../app/debate/record/decision-record.ts';
export type { SignedRecord } from '../../app/debate/record/signature.ts';
export type { AgentsResponse } from '../../app/debate/views/agents-response.ts';
export type * from '../../app/debate/views/request-bodies.ts';
export type * from '../../app/debate/views/responses.ts';
export type * from '../../app/debate/views/webhook-responses.ts';
