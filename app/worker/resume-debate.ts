import type { Contract } from '../contract/types/contract.ts';
import type { DebateState } from '../debate/core/state.ts';
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
  for (const deadline of ['decide', 'end'] as const)
    scheduleDeadline(
      () => deadlineOf(log.state(), deadline),
      { now, clock },
      session.signal,
      () => {
        expire(deadline).then(onChange, session.fail);
      },
    );
  return documents;
}

/** When the time reserved for the decision begins, or the deadline. Null after the end. */
function deadlineOf(state: DebateState, deadline: 'decide' | 'end'): string | null {
  if (state.phase === 'none' || state.phase === 'ended') return null;
  return deadline === 'decide' ? state.settings.decideAt : state.settings.deadlineAt;
}

/** Calls `expire` at the deadline, which a person may move until then. Stops when `signal` aborts. */
function scheduleDeadline(
  currentDeadline: () => string | null,
  { now, clock }: Pick<ResumeDeps, 'now' | 'clock'>,
  signal: AbortSignal,
  expire: () => void,
): void {
  if (signal.aborted) return;
  let cancel = () => {};
  const wait = () => {
    const deadline = currentDeadline();
    if (deadline === null) return;
    const delayMs = Math.max(0, Date.parse(deadline) - now().getTime());
    cancel = clock.after(delayMs, () => (currentDeadline() === deadline ? expire() : wait()));
  };
  wait();
  signal.addEventListener('abort', () => cancel(), { once: true });
}
