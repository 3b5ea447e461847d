import type { Roster } from '../agents/agent.ts';
import type { Contract } from '../contract/contract.ts';
import type { Document } from '../debate/brief.ts';
import { briefFor } from '../debate/briefs.ts';
import type { Command, Reservation } from '../debate/decide.ts';
import type { Settings, Stored } from '../debate/events.ts';
import { type DueTurn, next } from '../debate/next.ts';
import { findTurn, type Open } from '../debate/state.ts';
import type { Deltas } from '../live/deltas.ts';
import { type Acted, openLog } from '../store/log.ts';
import type { Lease, Store } from '../store/store.ts';
import { costOf, reservationFor } from './estimate.ts';
import { type Spoken, speak } from './speak.ts';

export interface RunParts {
  readonly store: Store;
  readonly roster: Roster;
  readonly contract: Contract;
  readonly now: () => Date;
  /** Tells viewers what has been committed. */
  readonly announce: (events: readonly Stored[]) => void;
  /** Live text of one debate. */
  readonly openDeltas: (debate: string) => Deltas;
  /** A bug that was contained: a turn failed by our own fault. */
  readonly onBug: (error: unknown, about: { readonly debate: string; readonly turn: string }) => void;
}

/** A debate that this worker advances. */
export interface Run {
  /** Resolves at the end, when another worker took over, or when drained; rejects when the store failed. */
  readonly done: Promise<void>;
  /** Seq of the last event that the run knows. */
  seq(): number;
  /** Somebody else has appended: read it. */
  nudge(): void;
  /** Starts no more turns; `done` resolves once those that run have ended. */
  drain(): void;
  /** Stops now: calls are aborted and nothing more is appended. */
  abandon(): void;
}

const nothingKept: Reservation = { usd: 0, tokens: 0 };

/** Reads what is due, has it spoken, decides, appends, publishes, until nothing is due any more. */
export function runDebate(lease: Lease, parts: RunParts): Run {
  const { store, roster, contract, now } = parts;
  const { debate } = lease;
  const log = openLog({ store, now, pageEvents: contract.live.replayPageEvents }, debate, lease);
  const deltas = parts.openDeltas(debate);
  const speaking = new Map<string, AbortController>();
  const timers: NodeJS.Timeout[] = [];
  const done = Promise.withResolvers<void>();
  let documents: readonly Document[] = [];
  let draining = false;
  let over = false;
  let stepping = false;
  let again = false;

  function finish(error?: unknown): void {
    if (over) return;
    over = true;
    for (const timer of timers) clearTimeout(timer);
    for (const controller of speaking.values()) controller.abort();
    deltas.close();
    if (error === undefined) done.resolve();
    else done.reject(error);
  }

  async function act(command: Command): Promise<Acted> {
    const acted = await log.act(command);
    if (acted.outcome === 'done') parts.announce(acted.events);
    if (acted.outcome === 'fenced') finish();
    return acted;
  }

  async function begin(): Promise<void> {
    await log.refresh();
    documents = await store.evidence(debate);
    await act({ type: 'supersede', reason: 'its worker is gone' });
    const state = log.state();
    if (state.phase !== 'none' && state.phase !== 'ended') armDeadlines(state.settings);
    changed();
  }

  function armDeadlines({ decideAt, deadlineAt }: Settings): void {
    const at = (iso: string, what: 'decide' | 'end') => {
      const waitMs = Math.max(0, Date.parse(iso) - now().getTime());
      timers.push(setTimeout(() => act({ type: 'expire', what }).then(changed, finish), waitMs));
    };
    at(decideAt, 'decide');
    at(deadlineAt, 'end');
  }

  /** Something may be due, or may have to stop. Steps never overlap, and none is missed. */
  function changed(): void {
    if (over) return;
    if (stepping) {
      again = true;
      return;
    }
    stepping = true;
    step()
      .catch(finish)
      .finally(() => {
        stepping = false;
        if (again) {
          again = false;
          changed();
        }
      });
  }

  async function step(): Promise<void> {
    const state = log.state();
    if (state.phase === 'none' || state.phase === 'ended') return finish();
    for (const [turn, controller] of speaking)
      if (findTurn(state, turn)?.status !== 'running') controller.abort();
    if (draining) return speaking.size === 0 ? finish() : undefined;
    const due = next(state);
    if (due.length > 0) await start(state, due);
  }

  async function start(state: Open, due: readonly DueTurn[]): Promise<void> {
    const briefed = due.map((turn) => {
      const { price } = roster.info(turn.agent.model);
      const brief = briefFor(state, turn, documents);
      return { turn, brief, reserved: reservationFor(brief, price, contract.agents.outputTokensMax) };
    });
    const acted = await act({
      type: 'start',
      turns: briefed.map(({ turn, reserved }) => ({ turn: turn.turn, attempt: turn.attempt, reserved })),
      keepBack: keepBackFor(state),
    });
    if (acted.outcome !== 'done') return changed();
    const started = new Set(
      acted.events.flatMap((event) => (event.type === 'turn.started' ? [event.data.turn] : [])),
    );
    for (const { turn, brief } of briefed) if (started.has(turn.turn)) void take(turn, brief);
    changed();
  }

  /** The decision's own cost, so that a debate that stops for its budget can still pay for it. */
  function keepBackFor(state: Open): Reservation {
    const { judge, options } = state.settings;
    if (options) return nothingKept;
    const turn: DueTurn = { turn: 'judge', attempt: 1, agent: judge, phase: 'decide', round: state.round };
    const { price } = roster.info(judge.model);
    return reservationFor(briefFor(state, turn, documents), price, contract.agents.outputTokensMax);
  }

  async function take({ turn, attempt, agent }: DueTurn, brief: ReturnType<typeof briefFor>): Promise<void> {
    const controller = new AbortController();
    speaking.set(turn, controller);
    try {
      const onText = (text: string) => deltas.speak(turn, attempt, text);
      const spoken = await speak(roster.agent(agent.model), brief, {
        signal: controller.signal,
        onText,
      }).catch((error: unknown) => contained(error, turn));
      if (over) return;
      deltas.end(turn);
      await act(settled(spoken, turn, attempt, agent.model));
    } catch (error) {
      finish(error);
    } finally {
      speaking.delete(turn);
      changed();
    }
  }

  function contained(error: unknown, turn: string): Spoken {
    parts.onBug(error, { debate, turn });
    const usage = { inputTokens: 0, outputTokens: 0, estimated: true };
    return {
      how: 'failed',
      reason: 'internal',
      message: 'A fault inside Rostrum; its log says more.',
      usage,
    };
  }

  function settled(spoken: Spoken, turn: string, attempt: number, model: string): Command {
    const costUsd = costOf(spoken.usage, roster.info(model).price);
    if (spoken.how === 'completed') {
      const { text, outcome, usage } = spoken;
      return { type: 'complete', turn, attempt, text, outcome, usage, costUsd };
    }
    const { reason, message, usage } = spoken;
    return { type: 'fail', turn, attempt, reason, message, usage, costUsd };
  }

  begin().catch(finish);
  return {
    done: done.promise,
    seq: log.seq,
    nudge: () => {
      if (!over) log.refresh().then(changed, finish);
    },
    drain: () => {
      draining = true;
      changed();
    },
    abandon: () => finish(),
  };
}
