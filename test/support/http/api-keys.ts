import { randomBytes, randomUUID } from 'node:crypto';
import type { AccessPolicy } from '../../../app/http/auth/access-control.ts';
import { formatCredential, hashSecret } from '../../../app/http/auth/credentials.ts';
import { type KeyScope, keyScopes } from '../../../app/shared/key-scope.ts';
import type { NewApiKey, Store } from '../../../app/store/store.ts';

export const pepper = 'a pepper of more than thirty-two characters';

/** The policy of a server that requires keys. */
export const keyedAccess: AccessPolicy = { isOpen: false, pepper, origins: [] };

export interface TestKey {
  readonly id: string;
  readonly tenant: string;
  /** The text that a client sends. */
  readonly credential: string;
  readonly headers: { readonly authorization: string };
}

/** Stores a new key of a tenant, with all scopes by default. */
export async function createTestKey(
  store: Store,
  tenant: string,
  scopes: readonly KeyScope[] = keyScopes,
  overrides: Partial<NewApiKey> = {},
): Promise<TestKey> {
  const [id, secret] = [randomUUID(), randomBytes(32).toString('base64url')];
  const key = { id, tenant, name: `of ${tenant}`, scopes, secretHash: hashSecret(pepper, secret) };
  await store.addKey({
    ...key,
    createdAt: new Date().toISOString(),
    expiresAt: null,
    usdPerDay: null,
    ...overrides,
  });
  const credential = formatCredential({ id, secret });
  return { id, tenant, credential, headers: { authorization: `Bearer ${credential}` } };
}
