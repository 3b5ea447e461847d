import { z } from '@hono/zod-openapi';
import type { PendingRecordResponse } from '../../debate/views/responses.ts';
import type { Hub } from '../../live/hub.ts';
import type { Clock } from '../../shared/clock.ts';
import type { DebateRow } from '../../store/store.ts';
import type { KeySessions } from '../auth/key-sessions.ts';
import type { AppContext } from '../context.ts';
import { debateKey, isUnfinished, loadDebate } from '../debates/load.ts';
import { unauthenticatedProblem } from '../errors/problem-types.ts';
import type { RegisterRoute } from '../router.ts';
import { queryInteger } from '../schemas/fields.ts';
import { parseQuery } from '../schemas/parse.ts';
import { recordSchema } from '../schemas/record.ts';
import { idParams, jsonResponse, pendingSchema } from '../schemas/responses.ts';
import { type LoadRecordDeps, loadRecord } from './load-record.ts';

export interface RecordRouteDeps extends LoadRecordDeps {
  readonly hub: Pick<Hub, 'subscribe'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly drainSignal: AbortSignal;
  readonly accessControl: { readonly keySessions: Pick<KeySessions, 'closeOnRevocation'> };
}

/** The decision record; `wait` makes it a long poll. */
export function registerRecordRoute(register: RegisterRoute, deps: RecordRouteDeps): void {
  const { contract, store } = deps;
  const { waitSecondsMax } = contract.limits;
  const query = z.strictObject({
    wait: queryInteger(0, waitSecondsMax)
      .optional()
      .openapi({ description: 'Seconds to wait for a running debate to end' }),
  });
  const responses = {
    200: jsonResponse('The record', recordSchema),
    202: jsonResponse('The debate has not ended; retry after Retry-After seconds', pendingSchema),
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

/**
 * Resolves when the debate has ended, the time is over or this process drains: the client then asks another one.
 * Rejects on abort and when the caller's key is revoked.
 */
async function waitForEnd(
  seconds: number,
  c: AppContext,
  { store, hub, clock, drainSignal, accessControl }: RecordRouteDeps,
  current: DebateRow,
): Promise<DebateRow> {
  if (drainSignal.aborted) return current;
  const { signal } = c.var;
  const { id, seq } = current;
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = () => reject(signal.reason);
  // Subscribes as a viewer that ignores all frames, which needs no polling of its own.
  const unsubscribe = hub.subscribe(debateKey(c, id), seq, {
    send() {},
    unsentBytes: () => 0,
    whenSent: () => Promise.resolve(),
    onSubscribed() {},
    onEnded: () => resolve(),
  });
  const cancelTimer = clock.after(seconds * 1000, resolve);
  const release = accessControl.keySessions.closeOnRevocation(c.var.caller.keyId, () =>
    reject(unauthenticatedProblem('The key of this request is no longer valid.')),
  );
  const onDrain = () => resolve();
  signal.addEventListener('abort', onAbort);
  drainSignal.addEventListener('abort', onDrain);
  try {
    await ended;
  } finally {
    unsubscribe();
    cancelTimer();
    release();
    signal.removeEventListener('abort', onAbort);
    drainSignal.removeEventListener('abort', onDrain);
  }
  return loadDebate(c, store);
}
