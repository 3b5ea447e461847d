import { createHash } from 'node:crypto';
import type { Contract } from '../../contract/types/contract.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';

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

/** Hashes the parsed request, so that the multipart boundary and JSON whitespace do not matter. */
export const hashRequest = (request: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(request)).digest('hex');
