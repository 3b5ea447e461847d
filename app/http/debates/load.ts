import type { Contract } from '../../contract/types/contract.ts';
import type { StoredEvent } from '../../debate/core/events.ts';
import { readEvents } from '../../debate-log/read-events.ts';
import type { DebateKey, DebateRow, Store } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';

export interface LoadEventsDeps {
  readonly store: Pick<Store, 'events'>;
  readonly contract: Contract;
}

/** The debate id from the path. A malformed one is answered 404 without a database query. */
export function parseDebateId(c: AppContext): string {
  const id = c.req.param('id') ?? '';
  return /^[\w-]{1,64}$/.test(id) ? id : throwDebateNotFound(id);
}

/** A debate of the caller's tenant. */
export const debateKey = (c: AppContext, debate: string): DebateKey => ({
  tenant: c.var.caller.tenant,
  debate,
});

/** The debate from the path; 404 if the caller's tenant has no such debate. */
export async function loadDebate(c: AppContext, store: Pick<Store, 'get'>): Promise<DebateRow> {
  const id = parseDebateId(c);
  const row = await store.get(c.var.caller.tenant, id);
  c.var.signal.throwIfAborted();
  return row ?? throwDebateNotFound(id);
}

export const isUnfinished = ({ status }: Pick<DebateRow, 'status'>): boolean =>
  status === 'running' || status === 'paused';

export function throwDebateNotFound(id: string): never {
  throwProblem('not-found', `Debate ${JSON.stringify(id)} does not exist.`);
}

/** All stored events after seq `after`. Throws the signal's reason once it aborts. */
export async function loadEvents(
  { store, contract }: LoadEventsDeps,
  key: DebateKey,
  after: number,
  signal: AbortSignal,
): Promise<readonly StoredEvent[]> {
  const pages = readEvents({ store, pageEventsMax: contract.limits.eventsPageMax, signal }, key, after);
  const events: StoredEvent[] = [];
  for await (const page of pages) events.push(...page);
  return events;
}
