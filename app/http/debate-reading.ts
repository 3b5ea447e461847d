import type { Contract } from '../contract/contract.ts';
import type { Stored } from '../debate/events.ts';
import type { DebateResource } from '../debate/resources.ts';
import type { DebateKey, DebateRow, Store } from '../store/store.ts';
import type { AppContext } from './parts.ts';
import { refuse } from './problems.ts';

export interface LogParts {
  readonly store: Pick<Store, 'events'>;
  readonly contract: Contract;
}

/** The id in the address. What cannot be an id is not found, without asking the database. */
export function debateId(c: AppContext): string {
  const id = c.req.param('id') ?? '';
  return /^[\w-]{1,64}$/.test(id) ? id : refuseNoDebate(id);
}

/** One of the caller's debates. */
export const debateKey = (c: AppContext, debate: string): DebateKey => ({
  tenant: c.var.caller.tenant,
  debate,
});

/** The row of the debate in the address, if the caller may see it. */
export async function debateRow(c: AppContext, store: Pick<Store, 'get'>): Promise<DebateRow> {
  const id = debateId(c);
  const row = await store.get(c.var.caller.tenant, id);
  c.var.signal.throwIfAborted();
  return row ?? refuseNoDebate(id);
}

export const isOpen = ({ status }: Pick<DebateRow, 'status'>): boolean =>
  status === 'running' || status === 'paused';

/** A row as callers see it. */
export const debateResource = (row: DebateRow): DebateResource => ({
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

export function refuseNoDebate(id: string): never {
  refuse('not-found', `There is no debate ${JSON.stringify(id)}.`);
}

/** All stored events after `after`, page by page, as long as the signal allows. */
export async function readLog(
  { store, contract }: LogParts,
  key: DebateKey,
  after: number,
  signal: AbortSignal,
): Promise<readonly Stored[]> {
  const limit = contract.limits.eventsPageMax;
  const log: Stored[] = [];
  for (;;) {
    signal.throwIfAborted();
    const page = await store.events(key, log.at(-1)?.seq ?? after, limit);
    log.push(...page);
    if (page.length < limit) return log;
  }
}
