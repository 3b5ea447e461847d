import type { CreatedKeyResource, KeyListResource, NewKeyBody } from '../debate/resources.ts';
import { type Call, json, type ServerAddress, sender } from './exchange.ts';

/** The keys of a tenant, for whoever has one with the scope `admin`. */
export interface KeysClient {
  /** The answer is the only one that shows the key. */
  create(body: NewKeyBody, options?: Call): Promise<CreatedKeyResource>;
  list(options?: Call): Promise<KeyListResource>;
  /** Ends a key at once, and all that is open with it. */
  revoke(id: string, options?: Call): Promise<void>;
  /** Its successor; the old key stays valid for a while. */
  rotate(id: string, options?: Call): Promise<CreatedKeyResource>;
}

/** Calls throw what those of createClient do. */
export function createKeysClient(server: ServerAddress): KeysClient {
  const { send } = sender(server);
  const key = (id: string) => `/keys/${encodeURIComponent(id)}`;
  return {
    create: async (body, call) => json(await send('/keys', { ...call, method: 'POST', body })),
    list: async (call) => json(await send('/keys', call)),
    revoke: async (id, call) => {
      await send(key(id), { ...call, method: 'DELETE' });
    },
    rotate: async (id, call) => json(await send(`${key(id)}/rotate`, { ...call, method: 'POST' })),
  };
}
