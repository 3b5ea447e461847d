import type { Contract } from '../contract/types/contract.ts';
import type { DeadlineKind } from '../debate/core/events.ts';
import { dueTimeOf } from '../debate/core/settings.ts';
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
  const { deadlineAt } = state.settings;
  if (now().getTime() >= Date.parse(deadlineAt)) {
    const result = await execute({ type: 'expire', deadline: 'end', dueAt: deadlineAt });
    // Refused when a person has moved the deadline meanwhile.
    if (result.outcome !== 'rejected' || result.rejection.code !== 'not-due') return [];
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
      () => currentDueTime(log.state(), deadline),
      async (dueAt) => {
        await execute({ type: 'expire', deadline, dueAt });
        onChange();
      },
      { now, clock },
      session,
    );
  return documents;
}

/** Null after the end. */
const currentDueTime = (state: DebateState, deadline: DeadlineKind): string | null =>
  state.phase === 'none' || state.phase === 'ended' ? null : dueTimeOf(state.settings, deadline);

/** Calls `expire` at the deadline, which a person may move until then. Stops when the session ends. */
function scheduleDeadline(
  currentDeadline: () => string | null,
  expire: (dueAt: string) => Promise<void>,
  { now, clock }: Pick<ResumeDeps, 'now' | 'clock'>,
  { signal, fail }: Pick<LeaseSession, 'signal' | 'fail'>,
): void {
  let cancel = () => {};
  const wait = () => {
    const dueAt = currentDeadline();
    if (dueAt === null || signal.aborted) return;
    const waitIfMoved = () => {
      if (currentDeadline() !== dueAt) wait();
    };
    const delayMs = Math.max(0, Date.parse(dueAt) - now().getTime());
    cancel = clock.after(delayMs, () => {
      if (currentDeadline() === dueAt) expire(dueAt).then(waitIfMoved, fail);
      else wait();
    });
  };
  wait();
  signal.addEventListener('abort', () => cancel(), { once: true });
}
