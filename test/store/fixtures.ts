import type { DebateEvent, StoredEvent } from '../../app/debate/core/events.ts';
import type {
  ClaimedLease,
  ClaimOptions,
  DebateKey,
  DebateSummary,
  NewDebate,
  Store,
} from '../../app/store/store.ts';
import { settings } from '../support/debates/debate-driver.ts';

export const runningSummary: DebateSummary = {
  status: 'running',
  phase: 'propose',
  round: 1,
  agreement: null,
  answer: null,
  costUsd: 0,
};

export const decidedSummary: DebateSummary = {
  ...runningSummary,
  status: 'decided',
  phase: 'ended',
  answer: 'Keep it.',
};

export const note = (text: string): DebateEvent => ({ type: 'note.added', data: { text, by: 'a person' } });

/** A debate of the default tenant. */
export const debateKey = (debate: string): DebateKey => ({ tenant: 'tenant', debate });

type Changes = Partial<NewDebate> & { readonly question?: string; readonly deadlineAt?: string };

const farFuture = '2999-01-01T00:00:00.000Z';
const firstAt = Date.parse('2026-03-01T00:00:00.000Z');
let createdCount = 0;

/** A debate with a unique id, created one second after the previous one. */
export function newDebate(changes: Changes = {}): NewDebate {
  createdCount += 1;
  const { question = 'Should we split the monolith?', deadlineAt = farFuture, ...rest } = changes;
  return {
    id: `debate-${createdCount}`,
    tenant: 'tenant',
    events: [{ type: 'debate.created', data: settings({ question, deadlineAt }) }],
    evidence: [],
    summary: runningSummary,
    at: new Date(firstAt + createdCount * 1000).toISOString(),
    ...rest,
  };
}

/** Creates a debate and returns its last event, for the next append. */
export async function createDebate(store: Store, changes: Changes = {}): Promise<StoredEvent> {
  return lastEvent(await store.create(newDebate(changes)));
}

/** The last event of a successful create or append. */
export function lastEvent(result: {
  readonly outcome: string;
  readonly events?: readonly StoredEvent[];
}): StoredEvent {
  const last = result.events?.at(-1);
  if (!last) throw new Error(`nothing was stored: ${result.outcome}`);
  return last;
}

/** An append after `last`, by default of one note. */
export const appendRequest = (
  last: StoredEvent,
  changes: Partial<Parameters<Store['append']>[0]> = {},
): Parameters<Store['append']>[0] => ({
  ...debateKey(last.debate),
  expected: last,
  events: [note('a note')],
  summary: runningSummary,
  at: last.at,
  ...changes,
});

/** More debates than any test creates. */
export const noLimit = 10_000;
export const longLeaseMs = 60_000;
/** A lease of this length has expired by the next statement, so that no test waits. */
export const expiredLeaseMs = 0;

/** Claims without limits, unless `rules` sets them. */
export const claimLeases = (
  store: Store,
  owner: string,
  limit: number,
  leaseMs: number,
  rules: Partial<ClaimOptions> = {},
): Promise<readonly ClaimedLease[]> =>
  store.claim(owner, limit, {
    leaseMs,
    debatesPerTenantMax: noLimit,
    workerLossesMax: noLimit,
    evidenceBytesMax: noLimit,
    evidenceBytesFree: noLimit,
    ...rules,
  });

/** Claims every available debate and returns the lease of one of them. */
export async function claimLease(
  store: Store,
  { debate }: StoredEvent,
  owner: string,
  leaseMs: number,
): Promise<ClaimedLease> {
  const lease = (await claimLeases(store, owner, noLimit, leaseMs)).find(
    (candidate) => candidate.debate === debate,
  );
  if (!lease) throw new Error(`${debate} could not be claimed`);
  return lease;
}

/** Text that breaks databases, encodings and parsers. */
export const hostileTexts = [
  'NUL \0 in the middle',
  '\\u0000 spelled out',
  'half a pair \ud83d and the other half \ude00',
  'whole pair 😀, combining e\u0301, right-to-left \u202e, zero width \u200b',
  `'; drop table debates; --`,
  '{"a":["b\\\\",null,"\\""]}, {NULL,"x"}',
  '\r\n\t\v\u0001\u007f\u0085\u2028\ufeff\ufffe\uffff',
  '%s %_ \\% $1 :name ?',
  '& | ! ( ) <-> :* "unclosed',
  '',
];
