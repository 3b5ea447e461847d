import { setImmediate as nextTurn } from 'node:timers/promises';
import { type DueTurn, dueTurns } from '../debate/core/due-turns.ts';
import type { StoredEvent } from '../debate/core/events.ts';
import { findTurn, type OngoingDebate } from '../debate/core/state.ts';
import { countDocumentTokens } from '../debate/cost/document-tokens.ts';
import { type PrepareDeps, prepareTurns } from '../debate/prompting/prepare-turns.ts';
import type { EvidenceDocument } from '../debate/prompting/turn-context.ts';
import { singleFlight } from '../shared/single-flight.ts';
import type { ClaimedLease, WasteReason } from '../store/store.ts';
import { type LeaseSessionDeps, openLeaseSession } from './lease-session.ts';
import { resumeDebate } from './resume-debate.ts';
import { createTurnRunner, type TurnRunnerDeps } from './turn-runner.ts';

export type DebateRunDeps = LeaseSessionDeps & TurnRunnerDeps;

/** A debate that this worker advances. */
export interface DebateRun {
  /**
   * Resolves when there is nothing left to do here: at the end, when paused or drained, or when another worker took
   * over. Rejects when the store failed.
   */
  readonly done: Promise<void>;
  /** Resolves, after `done`, when its calls have ended and what they have cost in vain is written down. */
  settled(): Promise<void>;
  /** Why it is over, or null while it lasts. */
  endReason(): WasteReason | null;
  /** Seq of the last event that the run knows. */
  seq(): number;
  /** Somebody else has appended: read it. */
  notify(): void;
  /** Starts no more turns; `done` resolves once those that run have ended. */
  drain(): void;
  /** Stops now: calls are aborted and nothing more is appended. */
  stop(reason: 'fenced' | 'stopped'): void;
}

/** Reads what is due, has it spoken, decides, appends, publishes, until nothing is due any more. */
export function runDebate(lease: ClaimedLease, deps: DebateRunDeps): DebateRun {
  const session = openLeaseSession(lease, deps);
  const { log, execute, endReason, end, fail } = session;
  const runner = createTurnRunner(session, deps, scheduleAdvance);
  let preparation: PrepareDeps | null = null;
  let draining = false;

  const advance = singleFlight(
    async () => {
      if (endReason()) return;
      preparation ??= await buildPreparation(await resumeDebate(session, deps, scheduleAdvance), deps);
      const state = log.state();
      if (state.phase === 'none' || state.phase === 'ended') return end('superseded');
      runner.cancelUnless((turn) => findTurn(state, turn)?.status === 'running');
      // Paused it is claimed again when it is resumed, or past its deadline, and takes nobody's place until then.
      if (draining || state.paused) return runner.size() === 0 ? end('stopped') : undefined;
      const due = dueTurns(state);
      if (due.length > 0) await startTurns(state, due, preparation);
    },
    { whileRunning: 'rerun' },
  );

  /** Something may be due, or may have to stop. */
  function scheduleAdvance(): void {
    advance().catch(fail);
  }

  function onEvents(events: readonly StoredEvent[]): void {
    // Only the worker that comes next gives up the turns of the one before it.
    if (events.some(({ type }) => type === 'turn.superseded')) end('fenced');
    scheduleAdvance();
  }

  async function startTurns(
    state: OngoingDebate,
    due: readonly DueTurn[],
    preparation: PrepareDeps,
  ): Promise<void> {
    const { command, briefed } = prepareTurns(state, due, preparation);
    const result = await execute(command);
    const events = result.outcome === 'done' ? result.events : [];
    const startedTurns = new Set(
      events.flatMap(({ type, data }) => (type === 'turn.started' ? [data.turn] : [])),
    );
    if (!endReason())
      for (const prepared of briefed) if (startedTurns.has(prepared.due.turn)) runner.start(prepared);
    scheduleAdvance();
  }

  scheduleAdvance();
  return {
    done: session.done,
    settled: runner.settled,
    endReason,
    seq: log.seq,
    notify: () => {
      if (!endReason()) log.refresh().then(onEvents, fail);
    },
    drain: () => {
      draining = true;
      scheduleAdvance();
    },
    stop: end,
  };
}

async function buildPreparation(
  documents: readonly EvidenceDocument[],
  { roster, contract }: DebateRunDeps,
): Promise<PrepareDeps> {
  const { evidenceCharsMax, outputTokensMax } = contract.agents;
  const { max } = await countDocumentTokens(documents, evidenceCharsMax, nextTurn);
  const priceOf = (model: string) => roster.info(model).price;
  return { documents, documentTokens: max, priceOf, outputTokensMax };
}
