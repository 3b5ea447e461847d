import type { Contract } from '../contract/types/contract.ts';
import type { StoredEvent } from '../debate/core/events.ts';
import { type TurnDelta, type TurnSnapshot, toEnvelope } from '../debate/core/frames.ts';
import { createTurnTextTracker, type TurnTextTracker } from '../debate/views/turn-text.ts';
import type { DebateKey, Store } from '../store/store.ts';
import type { Bus } from './bus.ts';
import { createEventLogReader, type EventLogReader } from './event-log-reader.ts';
import { parseDebateMessage, topics } from './messages.ts';
import { createPacket, type Packet } from './packet.ts';
import { createSnapshotRequest, type SnapshotRequest } from './snapshot-request.ts';
import type { LiveStats } from './stats.ts';
import { createSubscriber, type Subscriber, type Viewer } from './subscriber.ts';

/**
 * One debate as this process follows it: its log, kept current by bus hints, the text of its running turns, and its
 * viewers, who share the encoded frames.
 */
export interface DebateChannel {
  /** Sends a viewer the events after `cursor`, then the live ones. Call the result to unsubscribe. */
  subscribe(viewer: Viewer, cursor: number): () => void;
  /**
   * Call on every poll: recovers what the bus has lost. `head`: last seq of the stored log; undefined if the debate
   * does not exist.
   */
  poll(head: number | undefined): void;
  close(): void;
}

export interface DebateChannelDeps {
  readonly key: DebateKey;
  readonly store: Pick<Store, 'events'>;
  readonly bus: Bus;
  readonly contract: Contract;
  readonly stats: LiveStats;
  readonly onError: (error: unknown) => void;
  /** Called when the last viewer has left. */
  readonly onIdle: () => void;
}

interface ChannelState {
  readonly log: EventLogReader;
  readonly turnTexts: TurnTextTracker;
  readonly snapshotRequest: SnapshotRequest;
  readonly subscribers: Set<Subscriber>;
  /** The text of the running turns, until it changes; null: not encoded yet. */
  snapshotPacket: Packet | null;
  isOpen: boolean;
}

export function createDebateChannel(deps: DebateChannelDeps): DebateChannel {
  const { key, store, bus, contract, onError, onIdle } = deps;
  const state: ChannelState = {
    log: createEventLogReader({
      key,
      store,
      pageEventsMax: contract.live.replayPageEvents,
      onEvents: (events) => sendEvents(state, events),
    }),
    turnTexts: createTurnTextTracker(),
    snapshotRequest: createSnapshotRequest(() => bus.publish(topics.snapshotRequest(key), '')),
    subscribers: new Set(),
    snapshotPacket: null,
    isOpen: true,
  };
  const { log, turnTexts, snapshotRequest, subscribers } = state;
  const subscription = bus.subscribe(topics.debate(key), (text) => receive(state, deps, text));
  subscription.then(() => readAfterSubscribing(state)).catch(onError);

  return {
    subscribe(viewer, cursor) {
      const snapshots = () => encodeSnapshots(state, key);
      const subscriber = createSubscriber({ ...deps, viewer, cursor, log, snapshots, onClose });
      function onClose(): void {
        if (subscribers.delete(subscriber) && subscribers.size === 0) onIdle();
      }
      subscribers.add(subscriber);
      // Deferred, so that the caller has the unsubscribe function before the first callback.
      queueMicrotask(subscriber.catchUp);
      return subscriber.close;
    },
    poll(head) {
      const isDeleted = head === undefined && log.lastSeq() > 0;
      for (const subscriber of subscribers) {
        if (isDeleted) subscriber.end('missing');
        else void subscriber.catchUp();
      }
      if (head === undefined) return;
      if (head > log.lastSeq()) log.catchUp().catch(onError);
      if (turnTexts.hasRunningTurns()) snapshotRequest.poll();
    },
    close() {
      state.isOpen = false;
      log.close();
      void subscription.then((unsubscribe) => unsubscribe());
    },
  };
}

/** Reads the events published between the first read and the subscription, and asks for text from before it. */
async function readAfterSubscribing({
  isOpen,
  log,
  turnTexts,
  snapshotRequest,
}: ChannelState): Promise<void> {
  if (!isOpen) return;
  await log.catchUp();
  if (turnTexts.hasRunningTurns()) snapshotRequest.request();
}

/** Receives every event once, in order, without a gap. */
function sendEvents(state: ChannelState, events: readonly StoredEvent[]): void {
  for (const event of events) state.turnTexts.apply(event);
  state.snapshotPacket = null;
  const packet = createPacket(events.map(toEnvelope));
  for (const subscriber of state.subscribers) subscriber.sendEvents(packet);
}

/** Handles a bus message. Text is sent on once and in order, and none after the event that ends its turn. */
function receive(state: ChannelState, { key, onError }: DebateChannelDeps, text: string): void {
  const { log, turnTexts, snapshotRequest, subscribers } = state;
  const message = parseDebateMessage(text);
  if (!state.isOpen || !message) return;
  if (message.kind === 'events') {
    log.advance(message.events);
    // Usually there is no gap, and the hint has saved a read.
    if (message.events.some(({ seq }) => seq > log.lastSeq())) log.catchUp().catch(onError);
    return;
  }
  if (message.kind === 'snapshots') snapshotRequest.received();
  const updates: readonly (TurnDelta | TurnSnapshot)[] =
    message.kind === 'snapshots' ? message.snapshots : message.deltas;
  const deltas: TurnDelta[] = [];
  for (const update of updates) {
    const status = turnTexts.turnStatus(update);
    // The event that starts the turn may still be on its way.
    if (status === 'unknown') snapshotRequest.requestOnNextPoll();
    if (status !== 'running') continue;
    const delta = 'offset' in update ? turnTexts.applyDelta(update) : turnTexts.applySnapshot(update);
    if (delta === 'missed') snapshotRequest.request();
    else if (delta) deltas.push(delta);
  }
  if (deltas.length === 0) return;
  state.snapshotPacket = null;
  const packet = createPacket(deltas.map((data) => ({ debate: key.debate, type: 'turn.delta', data })));
  for (const subscriber of subscribers) subscriber.sendDeltas(packet);
}

/** The text of the running turns for a viewer who joins; null if there is none. */
function encodeSnapshots(state: ChannelState, { debate }: DebateKey): Packet | null {
  const snapshots = state.turnTexts.snapshots();
  if (snapshots.length === 0) return null;
  state.snapshotPacket ??= createPacket(snapshots.map((data) => ({ debate, type: 'turn.snapshot', data })));
  return state.snapshotPacket;
}
