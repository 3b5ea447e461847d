import type { DebateCommand, Rejection } from '../debate/core/commands.ts';
import { decide, isRejection } from '../debate/core/decide.ts';
import { isTerminalEvent, type StoredEvent } from '../debate/core/events.ts';
import { foldEvents } from '../debate/core/evolve.ts';
import { type DebateState, initialState } from '../debate/core/state.ts';
import { describeSpending } from '../debate/cost/spending.ts';
import { summarizeDebate } from '../debate/views/summary.ts';
import type { DebateKey, Lease, LogHead, Store } from '../store/store.ts';
import { type DebateEnded, toDebateEnded } from './debate-ended.ts';
import { type ReadEventsDeps, readEvents } from './read-events.ts';

/** The result of a command. Version conflicts are not among them: the log reads on and decides again. */
export type CommandResult =
  | { readonly outcome: 'done'; readonly events: readonly StoredEvent[] }
  | { readonly outcome: 'rejected'; readonly rejection: Rejection }
  | { readonly outcome: 'fenced' };

/** One debate's log, folded as far as it has been read. */
export interface DebateLog {
  state(): DebateState;
  seq(): number;
  /** Reads and returns the events that others have appended. */
  refresh(): Promise<readonly StoredEvent[]>;
  /** Decides on the newest state and appends the resulting events. Commands of one log run one after another. */
  execute(command: DebateCommand): Promise<CommandResult>;
}

export interface DebateLogDeps extends ReadEventsDeps {
  readonly store: Pick<Store, 'append' | 'events'>;
  readonly now: () => Date;
  /** Called when an append of this log has ended the debate. */
  readonly onDebateEnded: (ended: DebateEnded) => void;
}

const rejectMissing: CommandResult = {
  outcome: 'rejected',
  rejection: { code: 'missing', detail: 'The debate does not exist.' },
};

const rejectOverDailyBudget: CommandResult = {
  outcome: 'rejected',
  rejection: {
    code: 'over-daily-budget',
    detail: 'The new budget does not fit into what is left of the budget of the day. Choose a smaller one.',
  },
};

const refusals: Readonly<Record<'fenced' | 'over-budget' | 'missing', CommandResult>> = {
  fenced: { outcome: 'fenced' },
  'over-budget': rejectOverDailyBudget,
  missing: rejectMissing,
};

/** Opens a log without reading it. With a lease, appends are refused once another worker has the debate. */
export function openDebateLog(deps: DebateLogDeps, key: DebateKey, lease?: Lease): DebateLog {
  const { store, now, onDebateEnded } = deps;
  let state: DebateState = initialState;
  let head: LogHead = { seq: 0, hash: '' };
  let queue: Promise<unknown> = Promise.resolve();

  function advance(events: readonly StoredEvent[], next: DebateState): void {
    state = next;
    const last = events.at(-1);
    if (last) head = { seq: last.seq, hash: last.hash };
  }

  async function readToEnd(): Promise<readonly StoredEvent[]> {
    const newEvents: StoredEvent[] = [];
    for await (const page of readEvents(deps, key, head.seq)) {
      advance(page, foldEvents(page, state));
      newEvents.push(...page);
    }
    return newEvents;
  }

  async function decideAndAppend(command: DebateCommand): Promise<CommandResult> {
    for (;;) {
      const decision = decide(state, command);
      if (isRejection(decision)) return { outcome: 'rejected', rejection: decision };
      if (decision.events.length === 0) return { outcome: 'done', events: [] };
      const summary = summarizeDebate(decision.state);
      const result = await store.append({
        tenant: key.tenant,
        debate: key.debate,
        expected: head,
        events: decision.events,
        summary,
        spending: describeSpending(decision),
        at: now().toISOString(),
        ...(lease && { lease }),
      });
      switch (result.outcome) {
        case 'appended': {
          advance(result.events, decision.state);
          const terminal = result.events.find(isTerminalEvent);
          if (terminal) onDebateEnded(toDebateEnded(key, terminal, summary));
          return { outcome: 'done', events: result.events };
        }
        case 'version-conflict':
          // Another caller appended first, which may change the decision.
          await readToEnd();
          break;
        default:
          return refusals[result.outcome];
      }
    }
  }

  function serialize<T>(task: () => Promise<T>): Promise<T> {
    const result = queue.then(task);
    queue = result.catch(() => undefined);
    return result;
  }

  return {
    state: () => state,
    seq: () => head.seq,
    refresh: () => serialize(readToEnd),
    execute: (command) => serialize(() => decideAndAppend(command)),
  };
}

/** Executes one command on a debate that the caller does not keep open. */
export async function executeCommand(
  deps: DebateLogDeps,
  key: DebateKey,
  command: DebateCommand,
): Promise<CommandResult> {
  const log = openDebateLog(deps, key);
  await log.refresh();
  return log.execute(command);
}
