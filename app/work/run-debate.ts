import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Document } from '../debate/brief.ts';
import { countDocuments } from '../debate/document-tokens.ts';
import type { Stored } from '../debate/events.ts';
import { type DueTurn, next } from '../debate/next.ts';
import { type PrepareParts, prepareTurns } from '../debate/prepare.ts';
import { findTurn, type Open } from '../debate/state.ts';
import type { Claimed, WasteReason } from '../store/store.ts';
import { beginDebate } from './begin.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { createTenure, type TenureParts } from './tenure.ts';
import { createTurns, type TurnParts } from './turns.ts';

export type RunParts = TenureParts & TurnParts;

/** A debate that this worker advances. */
export interface Run {
  /**
   * Resolves when there is nothing left to do here: at the end, when paused or drained, or when another worker took
   * over. Rejects when the store failed.
   */
  readonly done: Promise<void>;
  /** Resolves, after `done`, when its calls have ended and what they have cost in vain is written down. */
  settled(): Promise<void>;
  /** Why it is over, or null while it lasts. */
  over(): WasteReason | null;
  /** Seq of the last event that the run knows. */
  seq(): number;
  /** Somebody else has appended: read it. */
  nudge(): void;
  /** Starts no more turns; `done` resolves once those that run have ended. */
  drain(): void;
  /** Stops now: calls are aborted and nothing more is appended. */
  abandon(why: 'fenced' | 'stopped'): void;
}

/** Reads what is due, has it spoken, decides, appends, publishes, until nothing is due any more. */
export function runDebate(lease: Claimed, parts: RunParts): Run {
  const tenure = createTenure(lease, parts);
  const { log, act, over, finish, failed } = tenure;
  const turns = createTurns(tenure, parts, changed);
  let preparing: PrepareParts | null = null;
  let draining = false;

  const steps = oneAtATime(async () => {
    if (over()) return;
    preparing ??= await preparingWith(await beginDebate(tenure, parts, changed), parts);
    const state = log.state();
    if (state.phase === 'none' || state.phase === 'ended') return finish('too-late');
    turns.keep((turn) => findTurn(state, turn)?.status === 'running');
    // Paused it is claimed again when it is resumed, or past its deadline, and takes nobody's place until then.
    if (draining || state.paused) return turns.size() === 0 ? finish('stopped') : undefined;
    const due = next(state);
    if (due.length > 0) await start(state, due, preparing);
  });

  /** Something may be due, or may have to stop. */
  function changed(): void {
    steps().catch(failed);
  }

  function hear(news: readonly Stored[]): void {
    // Only the worker that comes next gives up the turns of the one before it.
    if (news.some(({ type }) => type === 'turn.superseded')) finish('fenced');
    changed();
  }

  async function start(state: Open, due: readonly DueTurn[], prepare: PrepareParts): Promise<void> {
    const { command, briefed } = prepareTurns(state, due, prepare);
    const acted = await act(command);
    const events = acted.outcome === 'done' ? acted.events : [];
    const started = new Set(events.flatMap(({ type, data }) => (type === 'turn.started' ? [data.turn] : [])));
    if (!over()) for (const one of briefed) if (started.has(one.due.turn)) turns.begin(one);
    changed();
  }

  changed();
  return {
    done: tenure.done,
    settled: turns.settled,
    over,
    seq: log.seq,
    nudge: () => {
      if (!over()) log.refresh().then(hear, failed);
    },
    drain: () => {
      draining = true;
      changed();
    },
    abandon: finish,
  };
}

async function preparingWith(
  documents: readonly Document[],
  { roster, contract }: RunParts,
): Promise<PrepareParts> {
  const { evidenceCharsMax, outputTokensMax } = contract.agents;
  const { most } = await countDocuments(documents, evidenceCharsMax, nextTurn);
  const priceOf = (model: string) => roster.info(model).price;
  return { documents, documentTokens: most, priceOf, outputTokensMax };
}
