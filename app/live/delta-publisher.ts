import type { Contract } from '../contract/types/contract.ts';
import type { TurnDelta, TurnSnapshot } from '../debate/core/frames.ts';
import type { Clock } from '../shared/clock.ts';
import type { DebateKey } from '../store/store.ts';
import type { Bus } from './bus.ts';
import { publishDebateMessage, topics } from './messages.ts';

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
  const turns = new Map<string, { readonly attempt: number; text: string; sentLength: number }>();
  let snapshotsRequested = false;
  let cancelFlush: (() => void) | null = null;

  function flush(): void {
    cancelFlush?.();
    cancelFlush = null;
    const deltas: TurnDelta[] = [];
    for (const [turn, pending] of turns) {
      if (pending.sentLength === pending.text.length) continue;
      deltas.push({
        turn,
        attempt: pending.attempt,
        offset: pending.sentLength,
        text: pending.text.slice(pending.sentLength),
      });
      pending.sentLength = pending.text.length;
    }
    if (deltas.length > 0) publishDebateMessage(bus, key, { kind: 'deltas', deltas });
    if (snapshotsRequested) publishSnapshots();
  }

  function publishSnapshots(): void {
    snapshotsRequested = false;
    const snapshots: TurnSnapshot[] = [];
    for (const [turn, { attempt, text }] of turns) snapshots.push({ turn, attempt, text });
    publishDebateMessage(bus, key, { kind: 'snapshots', snapshots });
  }

  function scheduleFlush(): void {
    cancelFlush ??= clock.after(contract.live.deltaBatchMs, flush);
  }

  // After a bus outage many processes ask at once; one answer serves them all.
  const subscription = bus.subscribe(topics.snapshotRequest(key), () => {
    snapshotsRequested = true;
    scheduleFlush();
  });

  return {
    update(turn, attempt, textSoFar) {
      const pending = turns.get(turn);
      if (pending?.attempt === attempt) pending.text = textSoFar;
      else turns.set(turn, { attempt, text: textSoFar, sentLength: 0 });
      scheduleFlush();
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
