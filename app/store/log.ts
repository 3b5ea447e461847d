import { type Command, decide, isRefusal, type Refusal } from '../debate/decide.ts';
import type { Stored } from '../debate/events.ts';
import { fold } from '../debate/evolve.ts';
import { type Debate, nothing } from '../debate/state.ts';
import { summaryOf } from '../debate/summary.ts';
import type { Cursor, DebateKey, Lease, Store } from './store.ts';

/** How a command ended. `behind` is not among them: the log reads on and decides again. */
export type Acted =
  | { readonly outcome: 'done'; readonly events: readonly Stored[] }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'fenced' };

/** One debate's log, folded as far as it has been read. */
export interface DebateLog {
  state(): Debate;
  seq(): number;
  /** Reads what others have appended; answers it. */
  refresh(): Promise<readonly Stored[]>;
  /** Decides on the newest state and appends what follows. Commands of one log take effect one after another. */
  act(command: Command): Promise<Acted>;
}

export interface LogParts {
  readonly store: Pick<Store, 'append' | 'events'>;
  readonly now: () => Date;
  /** Events that one read takes. */
  readonly pageEvents: number;
}

/** Opens a log without reading it. With a lease, appends are a worker's and are refused once another one has it. */
export function openLog(parts: LogParts, key: DebateKey, lease?: Lease): DebateLog {
  const { store, now, pageEvents } = parts;
  let state: Debate = nothing;
  let cursor: Cursor = { seq: 0, hash: '' };
  let queue: Promise<unknown> = Promise.resolve();

  function take(events: readonly Stored[]): void {
    state = fold(events, state);
    const last = events.at(-1);
    if (last) cursor = { seq: last.seq, hash: last.hash };
  }

  async function read(): Promise<readonly Stored[]> {
    const news: Stored[] = [];
    for (;;) {
      const page = await store.events(key, cursor.seq, pageEvents);
      take(page);
      news.push(...page);
      if (page.length < pageEvents) return news;
    }
  }

  async function attempt(command: Command): Promise<Acted> {
    for (;;) {
      const decision = decide(state, command);
      if (isRefusal(decision)) return { outcome: 'refused', refusal: decision };
      if (decision.length === 0) return { outcome: 'done', events: [] };
      const summary = summaryOf(fold(decision, state));
      const at = now().toISOString();
      const held = lease ? { lease } : {};
      const appended = await store.append({
        tenant: key.tenant,
        debate: key.debate,
        expected: cursor,
        events: decision,
        summary,
        at,
        ...held,
      });
      switch (appended.outcome) {
        case 'appended':
          take(appended.events);
          return { outcome: 'done', events: appended.events };
        case 'behind':
          // Somebody else's event came between; it may have changed what is due.
          await read();
          break;
        case 'fenced':
          return { outcome: 'fenced' };
        case 'missing':
          return { outcome: 'refused', refusal: { refused: 'missing', detail: 'There is no such debate.' } };
      }
    }
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  }

  return {
    state: () => state,
    seq: () => cursor.seq,
    refresh: () => inTurn(read),
    act: (command) => inTurn(() => attempt(command)),
  };
}
