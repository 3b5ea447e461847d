import { randomBytes, randomUUID } from 'node:crypto';
import { type Scope, scopes } from '../../app/contract/route.ts';
import { credentialText, secretHash } from '../../app/http/credentials.ts';
import type { AccessRules } from '../../app/http/gate.ts';
import type { NewApiKey, Store } from '../../app/store/store.ts';

export const pepper = 'a pepper of more than thirty-two characters';

/** A server that asks for keys. */
export const byKey: AccessRules = { open: false, pepper, origins: [] };

export interface TestKey {
  readonly id: string;
  readonly tenant: string;
  /** As its holder has it. */
  readonly text: string;
  readonly headers: { readonly authorization: string };
}

/** A key that the store knows: of a tenant, with all scopes unless told otherwise. */
export async function newKey(
  store: Store,
  tenant: string,
  only: readonly Scope[] = scopes,
  changes: Partial<NewApiKey> = {},
): Promise<TestKey> {
  const [id, secret] = [randomUUID(), randomBytes(32).toString('base64url')];
  const key = { id, tenant, name: `of ${tenant}`, scopes: only, secretHash: secretHash(pepper, secret) };
  await store.addKey({ ...key, createdAt: new Date().toISOString(), expiresAt: null, ...changes });
  const text = credentialText({ id, secret });
  return { id, tenant, text, headers: { authorization: `Bearer ${text}` } };
}
