import type { CreatedKeyResponse, KeyListResponse, NewKeyBody } from '../debate/views/responses.ts';
import type { UsageResponse } from '../debate/views/usage-response.ts';
import { type CallOptions, type ClientOptions, createRequester, parseJsonResponse } from './http.ts';

/** Manages the keys of a tenant; requires a key with the scope `admin`. */
export interface KeysClient {
  /** Creates a key; only this response contains its secret. */
  create(body: NewKeyBody, options?: CallOptions): Promise<CreatedKeyResponse>;
  list(options?: CallOptions): Promise<KeyListResponse>;
  /** Revokes a key and closes its connections, at once. */
  revoke(id: string, options?: CallOptions): Promise<void>;
  /** Creates a successor; the old key stays valid for a while. */
  rotate(id: string, options?: CallOptions): Promise<CreatedKeyResponse>;
  /** What debates used on the days from `from` to `to` (UTC, both included). */
  usage(period: Readonly<Record<'from' | 'to', string>>, options?: CallOptions): Promise<UsageResponse>;
}

/** Calls reject like those of createClient. */
export function createKeysClient(server: ClientOptions): KeysClient {
  const { request } = createRequester(server);
  const keyPath = (id: string) => `/keys/${encodeURIComponent(id)}`;
  return {
    create: async (body, options) =>
      parseJsonResponse(await request('/keys', { ...options, method: 'POST', body })),
    list: async (options) => parseJsonResponse(await request('/keys', options)),
    revoke: async (id, options) => {
      await request(keyPath(id), { ...options, method: 'DELETE' });
    },
    rotate: async (id, options) =>
      parseJsonResponse(await request(`${keyPath(id)}/rotate`, { ...options, method: 'POST' })),
    usage: async (period, options) =>
      parseJsonResponse(await request(`/usage?${new URLSearchParams(period)}`, options)),
  };
}
