import { createHash } from 'node:crypto';
import type { Contract } from '../../contract/types/contract.ts';
import type { CreatedDebateResponse } from '../../debate/views/responses.ts';
import type { NewDebate, Store } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import type { ReceivedBody } from './debate-source.ts';

export type Idempotency = NonNullable<NewDebate['idempotency']>;

export function readIdempotencyKey(c: AppContext, { limits }: Contract): string | null {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return null;
  const charsMax = limits.idempotencyKeyCharsMax;
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= charsMax) return key;
  return throwProblem(
    'invalid-idempotency-key',
    `An Idempotency-Key has 1 to ${charsMax} visible ASCII characters, such as a UUID.`,
  );
}

/** Hashes what was sent, not what it names: an address or a panel may have changed or gone when it is repeated. */
export const hashRequest = (c: AppContext, { members, documents }: ReceivedBody): string =>
  sha256(JSON.stringify([c.req.path, members, documents], replaceMember));

/** The order of members, the multipart boundary and JSON whitespace do not matter. */
function replaceMember(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return sha256(value);
  if (typeof value === 'string') return value.length > longText ? sha256(value) : value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A longer text is hashed on its own, which takes less memory than a copy. */
const longText = 1000;

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The answer to an earlier creation with the key; null: there is none. */
export async function findCreated(
  tenant: string,
  { key, bodyHash }: Idempotency,
  store: Pick<Store, 'creation' | 'events'>,
): Promise<CreatedDebateResponse | null> {
  const earlier = await store.creation(tenant, key);
  if (!earlier) return null;
  if (earlier.bodyHash !== bodyHash) return throwKeyConflict();
  const [created] = await store.events({ tenant, debate: earlier.debate }, 0, 1);
  const warnings = created?.type === 'debate.created' ? (created.data.warnings ?? []) : [];
  return createdResponse(earlier.debate, warnings);
}

export const createdResponse = (id: string, warnings: readonly string[]): CreatedDebateResponse => ({
  id,
  url: `/api/v1/debates/${id}`,
  warnings,
});

export const throwKeyConflict = (): never =>
  throwProblem(
    'idempotency-conflict',
    'This Idempotency-Key was used before with another body. Use a new key for a new debate.',
  );
