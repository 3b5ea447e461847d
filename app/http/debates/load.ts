import type { Contract } from '../../contract/types/contract.ts';
import type { StoredEvent } from '../../debate/core/events.ts';
import type { DebateResponse } from '../../debate/views/responses.ts';
import type { DebateKey, DebateRow, Store } from '../../store/store.ts';
import type { AppContext } from '../deps.ts';
import { throwProblem } from '../errors/problem-types.ts';

export interface LoadEventsDeps {
  readonly store: Pick<Store, 'events'>;
  readonly contract: Contract;
}

/** The id in the address. What cannot be an id is not found, without asking the database. */
export function parseDebateId(c: AppContext): string {
  const id = c.req.param('id') ?? '';
  return /^[\w-]{1,64}$/.test(id) ? id : throwDebateNotFound(id);
}

/** One of the caller's debates. */
export const debateKey = (c: AppContext, debate: string): DebateKey => ({
  tenant: c.var.caller.tenant,
  debate,
});

/** The row of the debate in the address, if the caller may see it. */
export async function loadDebate(c: AppContext, store: Pick<Store, 'get'>): Promise<DebateRow> {
  const id = parseDebateId(c);
  const row = await store.get(c.var.caller.tenant, id);
  c.var.signal.throwIfAborted();
  return row ?? throwDebateNotFound(id);
}

export const isUnfinished = ({ status }: Pick<DebateRow, 'status'>): boolean =>
  status === 'running' || status === 'paused';

/** A row as callers see it. */
export const toDebateResponse = (row: DebateRow): DebateResponse => ({
  id: row.id,
  question: row.question,
  preset: row.preset,
  status: row.status,
  phase: row.phase,
  round: row.round,
  models: row.models,
  agreement: row.agreement,
  answer: row.answer,
  costUsd: row.costUsd,
  seq: row.seq,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

export function throwDebateNotFound(id: string): never {
  throwProblem('not-found', `There is no debate ${JSON.stringify(id)}.`);
}

/** All stored events after `after`, page by page, as long as the signal allows. */
export async function loadEvents(
  { store, contract }: LoadEventsDeps,
  key: DebateKey,
  after: number,
  signal: AbortSignal,
): Promise<readonly StoredEvent[]> {
  const limit = contract.limits.eventsPageMax;
  const events: StoredEvent[] = [];
  for (;;) {
    signal.throwIfAborted();
    const page = await store.events(key, events.at(-1)?.seq ?? after, limit);
    events.push(...page);
    if (page.length < limit) return events;
  }
}
