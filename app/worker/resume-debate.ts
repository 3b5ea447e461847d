import type { Contract } from '../contract/types/contract.ts';
import type { DebateSettings } from '../debate/core/events.ts';
import type { EvidenceDocument } from '../debate/prompting/turn-context.ts';
import type { Clock } from '../shared/clock.ts';
import type { LeaseSession } from './lease-session.ts';
import type { WorkerStats } from './stats.ts';

export interface ResumeDeps {
  readonly contract: Contract;
  readonly stats: WorkerStats;
  readonly now: () => Date;
  readonly clock: Clock;
}

/**
 * The first step of a run: reads the log; ends the debate if it is past its deadline or has lost too many workers;
 * otherwise supersedes the turns that the previous worker left running and schedules the deadlines, each of which calls
 * `onChange`. Returns the debate's documents.
 */
export async function resumeDebate(
  session: LeaseSession,
  { contract, stats, now, clock }: ResumeDeps,
  onChange: () => void,
): Promise<readonly EvidenceDocument[]> {
  const { lease, log, store, execute } = session;
  await log.refresh();
  const state = log.state();
  if (state.phase === 'none' || state.phase === 'ended') return [];
  const expire = (deadline: 'decide' | 'end') => execute({ type: 'expire', deadline });
  if (now().getTime() >= Date.parse(state.settings.deadlineAt)) {
    await expire('end');
    return [];
  }
  if (lease.takeovers > contract.work.workerLossesMax) {
    // Before the documents are loaded, because they may be what crashes the workers.
    const result = await execute({ type: 'abandon', takeovers: lease.takeovers });
    if (result.outcome === 'done') stats.abandoned += 1;
    return [];
  }
  const documents = await store.evidence(lease);
  await execute({ type: 'supersede', reason: 'its worker was lost' });
  scheduleDeadlines(state.settings, { now: now(), clock }, session.signal, (deadline) =>
    expire(deadline).then(onChange, session.fail),
  );
  return documents;
}

/** Calls `expire` when the time reserved for the decision begins and at the deadline, until `signal` aborts. */
function scheduleDeadlines(
  { decideAt, deadlineAt }: DebateSettings,
  { now, clock }: { readonly now: Date; readonly clock: Clock },
  signal: AbortSignal,
  expire: (deadline: 'decide' | 'end') => void,
): void {
  if (signal.aborted) return;
  const delayMs = (iso: string) => Math.max(0, Date.parse(iso) - now.getTime());
  const cancels = [
    clock.after(delayMs(decideAt), () => expire('decide')),
    clock.after(delayMs(deadlineAt), () => expire('end')),
  ];
  const cancelAll = () => {
    for (const cancel of cancels) cancel();
  };
  signal.addEventListener('abort', cancelAll, { once: true });
}
