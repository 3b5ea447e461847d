import { keyScopes } from '../../shared/key-scope.ts';
import type { Caller } from '../context.ts';

/** The tenant of a server without keys, and of the admin key from the environment. */
export const defaultTenant = 'local';

/** The caller of every request to a server that requires no key. */
export const localCaller: Caller = {
  tenant: defaultTenant,
  name: 'a local user',
  scopes: keyScopes,
  keyId: null,
  debateScope: null,
};

/** The caller of a request that has not been authenticated, or needs no key. It owns nothing. */
export const anonymousCaller: Caller = { tenant: '', name: '', scopes: [], keyId: null, debateScope: null };
