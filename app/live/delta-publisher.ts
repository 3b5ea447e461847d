import type { Contract } from '../contract/types/contract.ts';
import type { TurnDelta } from '../debate/core/frames.ts';
import type { Clock } from '../shared/clock.ts';
import type { DebateKey } from '../store/store.ts';
import type { Bus } from './bus.ts';
import { type DebateMessage, topics } from './messages.ts';

/** Publishes the text of a debate's running turns to viewers. Discards the text of a turn when it ends. */
export interface DeltaPublisher {
  /** Takes the whole text of an attempt so far. Only the part that is new is sent. */
  readonly update: (turn: string, attempt: number, textSoFar: string) => void;
  /**
   * Publishes the rest of a turn's text and discards it. Call it before the event that ends the turn is published, so
   * that no text arrives after that event.
   */
  finishTurn(turn: string): void;
  /** Discards all turns and stops answering requests for snapshots. */
  close(): void;
}

export interface DeltaPublisherDeps {
  readonly key: DebateKey;
  readonly bus: Bus;
  readonly contract: Contract;
  readonly clock: Clock;
}

/** One per debate that this process runs. Batches the deltas of all its turns into one message per `deltaBatchMs`. */
export function createDeltaPublisher({ key, bus, contract, clock }: DeltaPublisherDeps): DeltaPublisher {
  const { deltaBatchMs } = contract.live;
  const turns = new Map<string, { readonly attempt: number; text: string; sentLength: number }>();
  let snapshotsRequested = false;
  let cancelFlush: (() => void) | null = null;

  /** Sends the text that is new. A snapshot contains it, so when one was requested only the snapshot is sent. */
  function flush(): void {
    cancelFlush?.();
    cancelFlush = null;
    const updates: TurnDelta[] = [];
    for (const [turn, pending] of turns) {
      const { attempt, text } = pending;
      const offset = snapshotsRequested ? 0 : pending.sentLength;
      if (offset < text.length) updates.push({ turn, attempt, offset, text: text.slice(offset) });
      pending.sentLength = text.length;
    }
    const message: DebateMessage = snapshotsRequested
      ? { kind: 'snapshots', snapshots: updates }
      : { kind: 'deltas', deltas: updates };
    if (snapshotsRequested || updates.length > 0) bus.publish(topics.debate(key), JSON.stringify(message));
    snapshotsRequested = false;
  }

  // After a bus outage many processes ask at once; one answer serves them all.
  const subscription = bus.subscribe(topics.snapshotRequest(key), () => {
    snapshotsRequested = true;
    cancelFlush ??= clock.after(deltaBatchMs, flush);
  });

  return {
    update(turn, attempt, textSoFar) {
      const pending = turns.get(turn);
      if (pending?.attempt === attempt) pending.text = textSoFar;
      else turns.set(turn, { attempt, text: textSoFar, sentLength: 0 });
      cancelFlush ??= clock.after(deltaBatchMs, flush);
    },
    finishTurn(turn) {
      flush();
      turns.delete(turn);
    },
    close() {
      cancelFlush?.();
      turns.clear();
      void subscription.then((unsubscribe) => unsubscribe());
    },
  };
}
