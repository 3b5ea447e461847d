import type { TurnDelta } from '../debate/core/frames.ts';
import type { BatchTimer } from '../shared/batch-timer.ts';
import { createTextBuffer, type TextBuffer } from '../shared/text-buffer.ts';
import type { DebateKey } from '../store/store.ts';
import type { Bus } from './bus.ts';
import { type DebateMessage, topics } from './messages.ts';

/** Publishes the text of a debate's running turns to viewers. Discards the text of a turn when it ends. */
export interface DeltaPublisher {
  /** Adds text to an attempt; a new attempt starts again without any. */
  readonly append: (turn: string, attempt: number, text: string) => void;
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
  /** The same for all debates of the process. */
  readonly batchTimer: BatchTimer;
}

interface TurnText {
  readonly attempt: number;
  readonly sent: TextBuffer;
  /** Kept apart: a slice of the whole text would copy it for each message. */
  unsent: string;
}

/** One per debate that this process runs. Sends the deltas of all its turns as one message per batch. */
export function createDeltaPublisher({ key, bus, batchTimer }: DeltaPublisherDeps): DeltaPublisher {
  const turns = new Map<string, TurnText>();
  const topic = topics.debate(key);
  let snapshotsRequested = false;

  /** Sends the text that is new. A snapshot contains it, so when one was requested only the snapshot is sent. */
  function flush(): void {
    batchTimer.cancel(flush);
    const updates: TurnDelta[] = [];
    for (const [turn, turnText] of turns) {
      const { attempt, sent, unsent } = turnText;
      const offset = sent.text().length;
      sent.append(unsent);
      turnText.unsent = '';
      const update = snapshotsRequested ? { offset: 0, text: sent.text() } : { offset, text: unsent };
      if (update.text !== '') updates.push({ turn, attempt, ...update });
    }
    const message: DebateMessage = snapshotsRequested
      ? { kind: 'snapshots', snapshots: updates }
      : { kind: 'deltas', deltas: updates };
    if (snapshotsRequested || updates.length > 0) bus.publish(topic, JSON.stringify(message));
    snapshotsRequested = false;
  }

  // After a bus outage many processes ask at once; one answer serves them all.
  const subscription = bus.subscribe(topics.snapshotRequest(key), () => {
    snapshotsRequested = true;
    batchTimer.add(flush);
  });

  return {
    append(turn, attempt, text) {
      const turnText = turns.get(turn);
      if (turnText?.attempt === attempt) turnText.unsent += text;
      else turns.set(turn, { attempt, sent: createTextBuffer(), unsent: text });
      batchTimer.add(flush);
    },
    finishTurn(turn) {
      flush();
      turns.delete(turn);
    },
    close() {
      batchTimer.cancel(flush);
      turns.clear();
      void subscription.then((unsubscribe) => unsubscribe());
    },
  };
}
