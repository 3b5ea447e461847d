import { z } from '@hono/zod-openapi';
import { buildRecord } from '../../debate/record/decision-record.ts';
import type { SignedRecord } from '../../debate/record/signature.ts';
import type { PendingRecordResponse } from '../../debate/views/responses.ts';
import type { DebateRow } from '../../store/store.ts';
import { debateKey, isUnfinished, loadDebate, loadEvents } from '../debates/load.ts';
import type { AppContext, AppDeps } from '../deps.ts';
import { unauthenticatedProblem } from '../middleware/authentication.ts';
import type { RegisterRoute } from '../router.ts';
import { parseQuery, queryInteger } from '../schemas/new-debate.ts';
import { recordSchema } from '../schemas/record.ts';
import { idParams, jsonResponse, pendingSchema } from '../schemas/responses.ts';

/** The decision record, at once or as soon as the debate has ended. */
export function registerRecordRoute(register: RegisterRoute, deps: AppDeps): void {
  const { contract, store } = deps;
  const { waitSecondsMax } = contract.limits;
  const query = z.strictObject({
    wait: queryInteger(0, waitSecondsMax)
      .optional()
      .openapi({ description: 'Seconds to wait for the end of a debate that still runs' }),
  });
  const responses = {
    200: jsonResponse('The record', recordSchema),
    202: jsonResponse('The debate has not ended; ask again after Retry-After seconds', pendingSchema),
  };
  register('debateRecord', { request: { params: idParams, query }, responses }, async (c) => {
    const { wait = 0 } = parseQuery(query, c.req.query());
    const current = await loadDebate(c, store);
    const row = isUnfinished(current) && wait > 0 ? await waitForEnd(wait, c, deps, current) : current;
    if (!isUnfinished(row)) return c.json(await loadRecord(c, deps, row.id));
    const pending: PendingRecordResponse = { id: row.id, status: row.status };
    c.header('retry-after', `${contract.http.retryAfterSeconds}`);
    return c.json(pending, 202);
  });
}

/** The record of a debate that has ended, signed with the key of today. */
export async function loadRecord(c: AppContext, deps: AppDeps, id: string): Promise<SignedRecord> {
  const record = buildRecord(await loadEvents(deps, debateKey(c, id), 0, c.var.signal));
  if (!record) throw new Error(`debate ${id} has ended, but its log has no end`);
  return deps.signer.sign(record);
}

/** The debate when it has ended, or after so many seconds. */
async function waitForEnd(
  seconds: number,
  c: AppContext,
  { store, hub, clock, accessControl }: AppDeps,
  { id, seq }: DebateRow,
): Promise<DebateRow> {
  const { signal } = c.var;
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = () => reject(signal.reason);
  // Follows the debate as a viewer does, with no polling of its own; what is said meanwhile is of no interest.
  const unsubscribe = hub.subscribe(debateKey(c, id), seq, {
    send() {},
    unsentBytes: () => 0,
    whenSent: () => Promise.resolve(),
    onSubscribed() {},
    onEnded: () => resolve(),
  });
  const cancelTimer = clock.after(seconds * 1000, resolve);
  const release = accessControl.keySessions.closeOnRevocation(c.var.caller.keyId, () =>
    reject(unauthenticatedProblem('The key that this was asked with is not valid any more.')),
  );
  signal.addEventListener('abort', onAbort);
  try {
    await ended;
  } finally {
    unsubscribe();
    cancelTimer();
    release();
    signal.removeEventListener('abort', onAbort);
  }
  return loadDebate(c, store);
}
