import type { CreatedKeyResponse, KeyListResponse, NewKeyBody } from '../debate/views/responses.ts';
import { type CallOptions, type ClientOptions, createRequester, parseJsonResponse } from './http.ts';

/** The keys of a tenant, for whoever has one with the scope `admin`. */
export interface KeysClient {
  /** The answer is the only one that shows the key. */
  create(body: NewKeyBody, options?: CallOptions): Promise<CreatedKeyResponse>;
  list(options?: CallOptions): Promise<KeyListResponse>;
  /** Ends a key at once, and all that is open with it. */
  revoke(id: string, options?: CallOptions): Promise<void>;
  /** Its successor; the old key stays valid for a while. */
  rotate(id: string, options?: CallOptions): Promise<CreatedKeyResponse>;
}

/** Calls throw what those of createClient do. */
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
  };
}
