import { setImmediate as nextTurn } from 'node:timers/promises';
import { type DueTurn, dueTurns } from '../debate/core/due-turns.ts';
import type { DebateSettings, StoredEvent } from '../debate/core/events.ts';
import { findTurn, isWaiting, type OngoingDebate } from '../debate/core/state.ts';
import { countDocumentTokens } from '../debate/cost/document-tokens.ts';
import { prepareDocuments } from '../debate/prompting/documents.ts';
import { type PrepareDeps, prepareTurns } from '../debate/prompting/prepare-turns.ts';
import type { EvidenceDocument } from '../debate/prompting/turn-context.ts';
import { passagesShare } from '../debate/retrieval/passages.ts';
import { singleFlight } from '../shared/single-flight.ts';
import type { ClaimedLease, WasteReason } from '../store/store.ts';
import { type LeaseSession, type LeaseSessionDeps, openLeaseSession } from './lease-session.ts';
import { resumeDebate } from './resume-debate.ts';
import { createRunMachine } from './run-state.ts';
import { createTurnRunner, type TurnRunnerDeps } from './turn-runner.ts';

export type DebateRunDeps = LeaseSessionDeps & TurnRunnerDeps;

/** A debate that this worker advances. */
export interface DebateRun {
  /**
   * Resolves when this worker has nothing left to do: the debate has ended, is paused or drained, or another worker
   * has it. Rejects when the store fails.
   */
  readonly done: Promise<void>;
  /** Resolves, after `done`, when all calls have ended and their wasted usage is recorded. */
  settled(): Promise<void>;
  /** Why the run ended, or null while it lasts. */
  endReason(): WasteReason | null;
  /** Seq of the last event that the run has read. */
  seq(): number;
  /** Reads events that others appended. */
  notify(): void;
  /** Starts no further turns; `done` resolves when the running turns have ended. */
  drain(): void;
  /** Aborts all calls and appends nothing further. */
  stop(reason: 'fenced' | 'stopped'): void;
}

/** Runs the due turns of a debate until none is left. */
export function runDebate(lease: ClaimedLease, deps: DebateRunDeps): DebateRun {
  const session = openLeaseSession(lease, deps);
  const { log, execute, endReason, end, fail } = session;
  const runner = createTurnRunner(session, deps, scheduleAdvance);
  const machine = createRunMachine();
  let preparation: PrepareDeps | null = null;
  session.signal.addEventListener('abort', () => machine.take('ended'), { once: true });

  const advance = singleFlight(
    async () => {
      if (machine.is('ended')) return;
      preparation ??= await resumeAndPrepare(session, deps, scheduleAdvance);
      machine.take('resumed');
      const state = log.state();
      if (!preparation || state.phase === 'none' || state.phase === 'ended') return end('superseded');
      runner.cancelUnless((turn) => findTurn(state, turn)?.status === 'running');
      // A waiting debate is released so that it does not block a slot; it is claimed again when a person acts or at its
      // deadline.
      if (machine.is('draining') || isWaiting(state)) return runner.size() === 0 ? end('stopped') : undefined;
      const due = dueTurns(state);
      if (due.length > 0) await startTurns(state, due, preparation);
    },
    { whileRunning: 'rerun' },
  );

  /** Checks again which turns are due and which must stop. */
  function scheduleAdvance(): void {
    advance().catch(fail);
  }

  function onEvents(events: readonly StoredEvent[]): void {
    // Only the next worker supersedes the turns of this one.
    if (events.some(({ type }) => type === 'turn.superseded')) end('fenced');
    scheduleAdvance();
  }

  async function startTurns(
    state: OngoingDebate,
    due: readonly DueTurn[],
    preparation: PrepareDeps,
  ): Promise<void> {
    const { command, preparedTurns } = prepareTurns(state, due, preparation);
    const result = await execute(command);
    const events = result.outcome === 'done' ? result.events : [];
    const startedTurns = new Set(
      events.flatMap(({ type, data }) => (type === 'turn.started' ? [data.turn] : [])),
    );
    if (!machine.is('ended'))
      for (const prepared of preparedTurns) if (startedTurns.has(prepared.due.turn)) runner.start(prepared);
    scheduleAdvance();
  }

  scheduleAdvance();
  return {
    done: session.done,
    settled: runner.settled,
    endReason,
    seq: log.seq,
    notify: () => {
      if (!machine.is('ended')) log.refresh().then(onEvents, fail);
    },
    drain: () => {
      machine.take('drain-requested');
      scheduleAdvance();
    },
    stop: end,
  };
}

/** Null when there is no debate. */
async function resumeAndPrepare(
  session: LeaseSession,
  deps: DebateRunDeps,
  onChange: () => void,
): Promise<PrepareDeps | null> {
  const documents = await resumeDebate(session, deps, onChange);
  const state = session.log.state();
  return state.phase === 'none' ? null : await buildPreparation(documents, state.settings, deps);
}

async function buildPreparation(
  documents: readonly EvidenceDocument[],
  settings: DebateSettings,
  { roster, contract }: DebateRunDeps,
): Promise<PrepareDeps> {
  const { evidenceCharsMax } = contract.agents;
  const { max } = await countDocumentTokens(documents, evidenceCharsMax, nextTurn);
  const priceOf = (model: string) => roster.info(model).price;
  const outputTokensMaxOf: PrepareDeps['outputTokensMaxOf'] = (model, seat) =>
    roster.callSettings(model, seat).outputTokensMax;
  const prepared = await prepareDocuments(documents, settings, evidenceCharsMax, nextTurn);
  const passageCharsMax = Math.floor(evidenceCharsMax * passagesShare);
  return { documents: prepared, passageCharsMax, documentTokens: max, priceOf, outputTokensMaxOf };
}
