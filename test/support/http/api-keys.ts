import { randomBytes, randomUUID } from 'node:crypto';
import { type KeyScope, keyScopes } from '../../../app/contract/route.ts';
import type { AccessPolicy } from '../../../app/http/auth/access-control.ts';
import { formatCredential, hashSecret } from '../../../app/http/auth/credentials.ts';
import type { NewApiKey, Store } from '../../../app/store/store.ts';

export const pepper = 'a pepper of more than thirty-two characters';

/** A server that asks for keys. */
export const keyedAccess: AccessPolicy = { isOpen: false, pepper, origins: [] };

export interface TestKey {
  readonly id: string;
  readonly tenant: string;
  /** As its holder has it. */
  readonly credential: string;
  readonly headers: { readonly authorization: string };
}

/** A key that the store knows: of a tenant, with all scopes unless told otherwise. */
export async function createTestKey(
  store: Store,
  tenant: string,
  granted: readonly KeyScope[] = keyScopes,
  overrides: Partial<NewApiKey> = {},
): Promise<TestKey> {
  const [id, secret] = [randomUUID(), randomBytes(32).toString('base64url')];
  const key = { id, tenant, name: `of ${tenant}`, scopes: granted, secretHash: hashSecret(pepper, secret) };
  await store.addKey({ ...key, createdAt: new Date().toISOString(), expiresAt: null, ...overrides });
  const credential = formatCredential({ id, secret });
  return { id, tenant, credential, headers: { authorization: `Bearer ${credential}` } };
}
