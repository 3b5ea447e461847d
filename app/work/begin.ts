import type { Contract } from '../contract/contract.ts';
import type { Document } from '../debate/brief.ts';
import type { Settings } from '../debate/events.ts';
import type { WorkCounts } from './counts.ts';
import type { Tenure } from './tenure.ts';

export interface BeginParts {
  readonly contract: Contract;
  readonly counts: WorkCounts;
  readonly now: () => Date;
}

/**
 * What a worker does first with a debate: it reads the log; ends the debate if its time is over, or if it has cost too
 * many workers; else gives up the turns that its predecessor left running, and sees to the deadlines, after which
 * `changed` is called. Answers the debate's documents.
 */
export async function beginDebate(
  tenure: Tenure,
  { contract, counts, now }: BeginParts,
  changed: () => void,
): Promise<readonly Document[]> {
  const { lease, log, store, act } = tenure;
  await log.refresh();
  const state = log.state();
  if (state.phase === 'none' || state.phase === 'ended') return [];
  const expire = (what: 'decide' | 'end') => act({ type: 'expire', what });
  if (now().getTime() >= Date.parse(state.settings.deadlineAt)) {
    await expire('end');
    return [];
  }
  if (lease.takeovers > contract.work.takeoversMax) {
    // Without its documents, which may be what its workers died of.
    const acted = await act({ type: 'give-up', takeovers: lease.takeovers });
    if (acted.outcome === 'done') counts.givenUp += 1;
    return [];
  }
  const documents = await store.evidence(lease);
  await act({ type: 'supersede', reason: 'its worker is gone' });
  armDeadlines(state.settings, now(), tenure.signal, (what) => expire(what).then(changed, tenure.failed));
  return documents;
}

/** Calls `expire` when the time kept for the decision begins, and at the deadline, until `signal` aborts. */
function armDeadlines(
  { decideAt, deadlineAt }: Settings,
  now: Date,
  signal: AbortSignal,
  expire: (what: 'decide' | 'end') => void,
): void {
  if (signal.aborted) return;
  const inMs = (iso: string) => Math.max(0, Date.parse(iso) - now.getTime());
  const timers = [
    setTimeout(() => expire('decide'), inMs(decideAt)),
    setTimeout(() => expire('end'), inMs(deadlineAt)),
  ];
  signal.addEventListener('abort', () => timers.forEach(clearTimeout), { once: true });
}
