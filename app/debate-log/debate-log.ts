import { type DebateCommand, decide, isRejection, type Rejection } from '../debate/core/decide.ts';
import type { StoredEvent } from '../debate/core/events.ts';
import { foldEvents } from '../debate/core/evolve.ts';
import { type DebateState, initialState } from '../debate/core/state.ts';
import { summarizeDebate } from '../debate/views/summary.ts';
import type { DebateKey, Lease, LogHead, Store } from '../store/store.ts';

/** How a command ended. `version-conflict` is not among them: the log reads on and decides again. */
export type CommandResult =
  | { readonly outcome: 'done'; readonly events: readonly StoredEvent[] }
  | { readonly outcome: 'refused'; readonly refusal: Rejection }
  | { readonly outcome: 'fenced' };

/** One debate's log, folded as far as it has been read. */
export interface DebateLog {
  state(): DebateState;
  seq(): number;
  /** Reads what others have appended; answers it. */
  refresh(): Promise<readonly StoredEvent[]>;
  /** Decides on the newest state and appends what follows. Commands of one log take effect one after another. */
  execute(command: DebateCommand): Promise<CommandResult>;
}

export interface DebateLogDeps {
  readonly store: Pick<Store, 'append' | 'events'>;
  readonly now: () => Date;
  /** Events that one read takes. */
  readonly pageEvents: number;
}

/** Opens a log without reading it. With a lease, appends are a worker's and are refused once another one has it. */
export function openDebateLog(deps: DebateLogDeps, key: DebateKey, lease?: Lease): DebateLog {
  const { store, now, pageEvents } = deps;
  let state: DebateState = initialState;
  let head: LogHead = { seq: 0, hash: '' };
  let queue: Promise<unknown> = Promise.resolve();

  function apply(events: readonly StoredEvent[]): void {
    state = foldEvents(events, state);
    const last = events.at(-1);
    if (last) head = { seq: last.seq, hash: last.hash };
  }

  async function readToEnd(): Promise<readonly StoredEvent[]> {
    const newEvents: StoredEvent[] = [];
    for (;;) {
      const page = await store.events(key, head.seq, pageEvents);
      apply(page);
      newEvents.push(...page);
      if (page.length < pageEvents) return newEvents;
    }
  }

  async function decideAndAppend(command: DebateCommand): Promise<CommandResult> {
    for (;;) {
      const decision = decide(state, command);
      if (isRejection(decision)) return { outcome: 'refused', refusal: decision };
      if (decision.length === 0) return { outcome: 'done', events: [] };
      const summary = summarizeDebate(foldEvents(decision, state));
      const at = now().toISOString();
      const fence = lease ? { lease } : {};
      const appended = await store.append({
        tenant: key.tenant,
        debate: key.debate,
        expected: head,
        events: decision,
        summary,
        at,
        ...fence,
      });
      switch (appended.outcome) {
        case 'appended':
          apply(appended.events);
          return { outcome: 'done', events: appended.events };
        case 'version-conflict':
          // Somebody else's event came between; it may have changed what is due.
          await readToEnd();
          break;
        case 'fenced':
          return { outcome: 'fenced' };
        case 'missing':
          return { outcome: 'refused', refusal: { code: 'missing', detail: 'There is no such debate.' } };
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
