import { z } from '@hono/zod-openapi';
import { recordOf } from '../debate/record.ts';
import type { PendingResource } from '../debate/resources.ts';
import type { SignedRecord } from '../debate/signature.ts';
import type { DebateRow } from '../store/store.ts';
import { keyRefusal } from './access.ts';
import { debateKey, debateRow, isOpen, readLog } from './debate-reading.ts';
import type { Mount } from './mount.ts';
import type { AppContext, AppParts } from './parts.ts';
import { recordSchema } from './record-schema.ts';
import { idParams, json, pendingSchema } from './resource-schemas.ts';
import { integerIn, readQuery } from './schemas.ts';

/** The decision record, at once or as soon as the debate has ended. */
export function mountRecord(mount: Mount, parts: AppParts): void {
  const { contract, store } = parts;
  const { waitSecondsMax } = contract.limits;
  const query = z.strictObject({
    wait: integerIn(0, waitSecondsMax)
      .optional()
      .openapi({ description: 'Seconds to wait for the end of a debate that still runs' }),
  });
  const responses = {
    200: json('The record', recordSchema),
    202: json('The debate has not ended; ask again after Retry-After seconds', pendingSchema),
  };
  mount('debateRecord', { request: { params: idParams, query }, responses }, async (c) => {
    const { wait = 0 } = readQuery(query, c.req.query());
    const asked = await debateRow(c, store);
    const row = isOpen(asked) && wait > 0 ? await rowAfter(wait, c, parts, asked) : asked;
    if (!isOpen(row)) return c.json(await readRecord(c, parts, row.id));
    const pending: PendingResource = { id: row.id, status: row.status };
    c.header('retry-after', `${contract.http.retryAfterSeconds}`);
    return c.json(pending, 202);
  });
}

/** The record of a debate that has ended, signed with the key of today. */
export async function readRecord(c: AppContext, parts: AppParts, id: string): Promise<SignedRecord> {
  const record = recordOf(await readLog(parts, debateKey(c, id), 0, c.var.signal));
  if (!record) throw new Error(`debate ${id} has ended, but its log has no end`);
  return parts.signer.sign(record);
}

/** The debate when it has ended, or after so many seconds. */
async function rowAfter(
  seconds: number,
  c: AppContext,
  { store, hub, timers, gate }: AppParts,
  { id, seq }: DebateRow,
): Promise<DebateRow> {
  const { signal } = c.var;
  const { promise: over, resolve, reject } = Promise.withResolvers<void>();
  const abort = () => reject(signal.reason);
  // Follows the debate as a viewer does, with no polling of its own; what is said meanwhile is of no interest.
  const stop = hub.follow(debateKey(c, id), seq, {
    send() {},
    unsentBytes: () => 0,
    flushed: () => Promise.resolve(),
    subscribed() {},
    over: () => resolve(),
  });
  const cancel = timers.after(seconds * 1000, resolve);
  const forget = gate.visits.whileValid(c.var.caller.keyId, () =>
    reject(keyRefusal('The key that this was asked with is not valid any more.')),
  );
  signal.addEventListener('abort', abort);
  try {
    await over;
  } finally {
    stop();
    cancel();
    forget();
    signal.removeEventListener('abort', abort);
  }
  return debateRow(c, store);
}
