import type { Contract } from '../contract/types/contract.ts';
import type { StoredEvent } from '../debate/core/events.ts';
import type { TurnDelta, TurnSnapshot } from '../debate/core/frames.ts';
import { createTurnTextTracker } from '../debate/views/turn-text.ts';
import type { DebateKey, Store } from '../store/store.ts';
import type { Bus } from './bus.ts';
import { createEventLogReader, type EventLogReader } from './event-log-reader.ts';
import { parseDebateMessage, topics } from './messages.ts';

/** The live state of one debate: its log, kept current by bus hints, and the text of its running turns. */
export interface DebateFeed {
  readonly log: EventLogReader;
  snapshots(): TurnSnapshot[];
  /** Call on every poll with the last seq of the stored log: recovers what the bus has lost. */
  poll(head: number): void;
  close(): void;
}

export interface DebateFeedDeps {
  readonly key: DebateKey;
  readonly store: Pick<Store, 'events'>;
  readonly bus: Bus;
  readonly contract: Contract;
  /** Called with every event once, in order, without a gap. */
  readonly onEvents: (events: readonly StoredEvent[]) => void;
  /** Called with the text of running turns: each piece once, in order, none after the event that ends its turn. */
  readonly onDeltas: (deltas: readonly TurnDelta[]) => void;
  readonly onError: (error: unknown) => void;
}

export function createDebateFeed({
  key,
  store,
  bus,
  contract,
  onEvents,
  onDeltas,
  onError,
}: DebateFeedDeps): DebateFeed {
  const turnTexts = createTurnTextTracker();
  const log = createEventLogReader({
    key,
    store,
    pageEventsMax: contract.live.replayPageEvents,
    onEvents: onStoredEvents,
  });
  const snapshotRequest = createSnapshotRequest(() => bus.publish(topics.snapshotRequest(key), ''));
  let unsubscribe: (() => void) | null = null;
  let isOpen = true;

  function onStoredEvents(events: readonly StoredEvent[]): void {
    for (const event of events) turnTexts.apply(event);
    onEvents(events);
  }

  function onEventsMessage(events: readonly StoredEvent[]): void {
    log.advance(events);
    // Usually there is no gap, and the hint has saved a read.
    if (events.some(({ seq }) => seq > log.lastSeq())) log.catchUp().catch(onError);
  }

  function onMessage(text: string): void {
    const message = parseDebateMessage(text);
    if (!isOpen || !message) return;
    if (message.kind === 'events') {
      onEventsMessage(message.events);
      return;
    }
    if (message.kind === 'snapshots') snapshotRequest.received();
    const updates: readonly (TurnDelta | TurnSnapshot)[] =
      message.kind === 'snapshots' ? message.snapshots : message.deltas;
    const newTexts: TurnDelta[] = [];
    for (const update of updates) {
      const status = turnTexts.turnStatus(update);
      // The event that starts the turn may still be on its way.
      if (status === 'unknown') snapshotRequest.requestOnNextPoll();
      if (status !== 'running') continue;
      const newText = 'offset' in update ? turnTexts.applyDelta(update) : turnTexts.applySnapshot(update);
      if (newText === 'missed') snapshotRequest.request();
      else if (newText) newTexts.push(newText);
    }
    if (newTexts.length > 0) onDeltas(newTexts);
  }

  async function subscribe(): Promise<void> {
    const cancel = await bus.subscribe(topics.debate(key), onMessage);
    if (!isOpen) return cancel();
    unsubscribe = cancel;
    // For events published between the first read and the subscription.
    await log.catchUp();
    if (turnTexts.hasRunningTurns()) snapshotRequest.request();
  }

  subscribe().catch(onError);

  return {
    log,
    snapshots: () => turnTexts.snapshots(),
    poll(head) {
      if (head > log.lastSeq()) log.catchUp().catch(onError);
      if (turnTexts.hasRunningTurns()) snapshotRequest.poll();
    },
    close() {
      isOpen = false;
      log.close();
      unsubscribe?.();
    },
  };
}

/** A request for snapshots. It or its answer may be lost, so it is repeated on every poll until an answer comes. */
function createSnapshotRequest(send: () => void) {
  // Initially needed: text published before the subscription is unknown.
  let isNeeded = true;
  let isSent = false;
  function sendOnce(): void {
    if (!isSent) send();
    isSent = true;
  }
  return {
    request() {
      isNeeded = true;
      sendOnce();
    },
    requestOnNextPoll() {
      isNeeded = true;
    },
    poll() {
      isSent = false;
      if (isNeeded) sendOnce();
    },
    received() {
      [isNeeded, isSent] = [false, false];
    },
  };
}
