import { type AccessConfig, makeKeyHint, missingAdminKey } from '../config/access.ts';
import type { ProcessRole } from '../contract/variable.ts';
import { defaultTenant } from '../http/auth/callers.ts';
import { hashSecret, matchesSecret, parseCredential } from '../http/auth/credentials.ts';
import { keyScopes } from '../shared/key-scope.ts';
import type { CredentialStore } from '../store/store.ts';

/** The server would have no usable admin key. The message says how to set one. */
export class AdminKeyError extends Error {
  override readonly name = 'AdminKeyError';
}

interface AdminKeyInput {
  readonly role: ProcessRole;
  readonly access: AccessConfig;
}

/** Checks, before a new database is created, that an admin key is set, if keys are required. Throws AdminKeyError. */
export function checkAdminKey({ role, access }: AdminKeyInput, isDatabaseNew: boolean): void {
  if (!isDatabaseNew || missingAdminKey(role, access).length === 0) return;
  throw new AdminKeyError(
    `Access requires a key, and a new database has none. Set ROSTRUM_ADMIN_KEY. ${makeKeyHint}`,
  );
}

/**
 * Stores the key of ROSTRUM_ADMIN_KEY unless it is stored already, and checks that a valid admin key exists. A revoked
 * key stays revoked. Throws AdminKeyError.
 */
export async function ensureAdminKey(
  { isOpen, adminKey, pepper }: AccessConfig,
  store: CredentialStore,
  now: () => Date,
): Promise<void> {
  if (isOpen || pepper === null) return;
  const at = now().toISOString();
  if (adminKey !== null) await storeAdminKey(adminKey, pepper, store, at);
  if (await store.hasAdmin(at)) return;
  const cause =
    adminKey === null ? 'Access requires a key, and' : 'The key in ROSTRUM_ADMIN_KEY is revoked, and';
  throw new AdminKeyError(
    `${cause} there is no valid key with the scope admin. Set ROSTRUM_ADMIN_KEY. ${makeKeyHint}`,
  );
}

async function storeAdminKey(
  adminKey: string,
  pepper: string,
  store: CredentialStore,
  createdAt: string,
): Promise<void> {
  const credential = parseCredential(adminKey);
  if (!credential) throw new AdminKeyError(`ROSTRUM_ADMIN_KEY is not a key. ${makeKeyHint}`);
  const { id, secret } = credential;
  await store.addKey({
    id,
    tenant: defaultTenant,
    name: 'ROSTRUM_ADMIN_KEY',
    scopes: keyScopes,
    createdAt,
    expiresAt: null,
    secretHash: hashSecret(pepper, secret),
  });
  const stored = await store.findKey(id);
  if (!stored || !matchesSecret(pepper, secret, stored.secretHash))
    throw new AdminKeyError(
      `ROSTRUM_ADMIN_KEY has the id of a stored key (${id}), but not its secret, or ROSTRUM_KEY_PEPPER has changed ` +
        `since the key was stored. Restore the old values, or set a new key. ${makeKeyHint}`,
    );
}
