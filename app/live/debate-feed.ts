import type { Contract } from '../contract/types/contract.ts';
import { assertNever, type StoredEvent } from '../debate/core/events.ts';
import type { TurnDelta, TurnSnapshot } from '../debate/core/frames.ts';
import { createTurnTextTracker, type TurnTextTracker } from '../debate/views/turn-text.ts';
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

  function onTurnText(updates: readonly (TurnDelta | TurnSnapshot)[]): void {
    const { fresh, hasGap, hasEarly } = classifyDeltas(turnTexts, updates);
    if (hasGap) snapshotRequest.request();
    if (hasEarly) snapshotRequest.requestOnNextPoll();
    if (fresh.length > 0) onDeltas(fresh);
  }

  function onMessage(text: string): void {
    const message = parseDebateMessage(text);
    if (!isOpen || !message) return;
    switch (message.kind) {
      case 'events':
        log.advance(message.events);
        // Usually there is no gap, and the hint has saved a read.
        if (message.events.some(({ seq }) => seq > log.lastSeq())) log.catchUp().catch(onError);
        break;
      case 'deltas':
        onTurnText(message.deltas);
        break;
      case 'snapshots':
        snapshotRequest.received();
        onTurnText(message.snapshots);
        break;
      default:
        assertNever(message);
    }
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

interface ClassifiedDeltas {
  readonly fresh: readonly TurnDelta[];
  /** Text before an update is missing. */
  readonly hasGap: boolean;
  /** An update belongs to a turn that has not started in the log as read so far. */
  readonly hasEarly: boolean;
}

function classifyDeltas(
  turnTexts: TurnTextTracker,
  updates: readonly (TurnDelta | TurnSnapshot)[],
): ClassifiedDeltas {
  const fresh: TurnDelta[] = [];
  let [hasGap, hasEarly] = [false, false];
  for (const update of updates) {
    hasEarly ||= turnTexts.turnStatus(update) === 'unknown';
    if (turnTexts.turnStatus(update) !== 'running') continue;
    const result = 'offset' in update ? turnTexts.applyDelta(update) : turnTexts.applySnapshot(update);
    if (result === 'missed') hasGap = true;
    else if (result) fresh.push(result);
  }
  return { fresh, hasGap, hasEarly };
}
