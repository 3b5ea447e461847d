import type { Contract } from '../contract/contract.ts';
import type { Delta, Snapshot } from '../debate/frames.ts';
import type { DebateKey } from '../store/store.ts';
import type { Bus } from './bus.ts';
import { publish, topics } from './messages.ts';
import type { Timers } from './timers.ts';

/** Tells viewers what the turns of one debate say while they say it. Nothing of it is kept once a turn has ended. */
export interface Deltas {
  /** Adds to what an attempt at a turn has said. */
  speak(turn: string, attempt: number, text: string): void;
  /**
   * Sends what is left of a turn, and forgets it. Call it before the event that ends the turn is published, so that no
   * text arrives after it.
   */
  end(turn: string): void;
  /** Forgets all turns and no longer answers requests for snapshots. */
  close(): void;
}

export interface DeltasParts {
  readonly key: DebateKey;
  readonly bus: Bus;
  readonly contract: Contract;
  readonly timers: Timers;
}

/** One for each debate that this process runs. Joins the deltas of all its turns into one message a `coalesceMs`. */
export function createDeltas({ key, bus, contract, timers }: DeltasParts): Deltas {
  const turns = new Map<string, { readonly attempt: number; text: string; sent: number }>();
  let snapshotsDue = false;
  let cancel: (() => void) | null = null;

  function flush(): void {
    cancel?.();
    cancel = null;
    const deltas: Delta[] = [];
    for (const [turn, said] of turns) {
      if (said.sent === said.text.length) continue;
      deltas.push({ turn, attempt: said.attempt, offset: said.sent, text: said.text.slice(said.sent) });
      said.sent = said.text.length;
    }
    if (deltas.length > 0) publish(bus, key, { kind: 'deltas', deltas });
    if (snapshotsDue) publishSnapshots();
  }

  function publishSnapshots(): void {
    snapshotsDue = false;
    const snapshots: Snapshot[] = [];
    for (const [turn, { attempt, text }] of turns) snapshots.push({ turn, attempt, text });
    publish(bus, key, { kind: 'snapshots', snapshots });
  }

  function flushLater(): void {
    cancel ??= timers.after(contract.live.coalesceMs, flush);
  }

  // Many processes may ask at once, after a bus was away: they all get the one answer.
  const asked = bus.subscribe(topics.ask(key), () => {
    snapshotsDue = true;
    flushLater();
  });

  return {
    speak(turn, attempt, text) {
      const said = turns.get(turn);
      if (said?.attempt === attempt) said.text += text;
      else turns.set(turn, { attempt, text, sent: 0 });
      flushLater();
    },
    end(turn) {
      flush();
      turns.delete(turn);
    },
    close() {
      cancel?.();
      turns.clear();
      void asked.then((stop) => stop());
    },
  };
}
