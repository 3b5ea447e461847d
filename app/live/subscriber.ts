import type { Contract } from '../contract/types/contract.ts';
import type { SubscriptionMode } from '../debate/core/frames.ts';
import type { EventLogReader } from './event-log-reader.ts';
import type { Packet } from './packet.ts';
import type { LiveStats } from './stats.ts';
import { createSubscriptionMachine } from './subscription-state.ts';

/** A viewer of a debate, implemented by each transport. */
export interface Viewer {
  send(packet: Packet): void;
  /** Bytes that are not sent yet. */
  unsentBytes(): number;
  /** Resolves when everything sent so far has been written, or the viewer has left. */
  whenSent(): Promise<void>;
  /** Called first. `seq`: the last event of the log; `hasEnded`: it is final. */
  onSubscribed(mode: SubscriptionMode, seq: number, hasEnded: boolean): void;
  /** Called last; no packet follows. `cursor`: the last event that was sent. */
  onEnded(reason: SubscriptionEndReason, cursor: number): void;
}

/**
 * `ended`: the last event has been sent. `missing`: no such debate, or deleted. `slow`: the viewer could not keep up.
 */
export type SubscriptionEndReason = 'ended' | 'missing' | 'slow';

/** A viewer and its position in the log. */
export interface Subscriber {
  /** Replays the log up to its end, unless that is done or in progress. */
  catchUp(): Promise<void>;
  /** Sends the next events of the log if the viewer has caught up. */
  sendEvents(packet: Packet): void;
  sendDeltas(packet: Packet): void;
  /** Closes the subscription and notifies the viewer. */
  end(reason: SubscriptionEndReason): void;
  /** Closes the subscription of a viewer who has left. */
  close(): void;
}

export interface SubscriberDeps {
  readonly viewer: Viewer;
  /** Seq of the last event that the viewer has. */
  readonly cursor: number;
  readonly log: EventLogReader;
  /** The text of the running turns; null if there is none. */
  readonly snapshots: () => Packet | null;
  readonly contract: Contract;
  readonly stats: LiveStats;
  readonly onError: (error: unknown) => void;
  readonly onClose: () => void;
}

interface SubscriberState {
  readonly subscription: ReturnType<typeof createSubscriptionMachine>;
  /** The viewer's cursor. */
  seq: number;
  isAnnounced: boolean;
}

export function createSubscriber(deps: SubscriberDeps): Subscriber {
  const { viewer, log, stats } = deps;
  const { dropDeltasAtUnsentBytes, evictAtUnsentBytes } = deps.contract.live;
  const subscription = createSubscriptionMachine();
  const state: SubscriberState = { subscription, seq: deps.cursor, isAnnounced: false };

  function close(): void {
    if (subscription.take('closed')) deps.onClose();
  }

  function end(reason: SubscriptionEndReason): void {
    if (reason === 'slow') stats.slow += 1;
    close();
    viewer.onEnded(reason, state.seq);
  }

  function sendSnapshots(): void {
    const packet = deps.snapshots();
    if (packet) viewer.send(packet);
    stats.snapshots += packet?.frames ?? 0;
  }

  async function sendSnapshotsWhenEmpty(): Promise<void> {
    await viewer.whenSent();
    if (subscription.take('buffer-emptied')) sendSnapshots();
  }

  return {
    async catchUp() {
      if (!subscription.take('replay-started')) return;
      try {
        await announce(state, deps);
        while (subscription.is('replaying') && state.seq < log.lastSeq()) await replayPage(state, deps);
        // No await from here on: the next event must find this viewer live.
        if (!subscription.is('replaying')) return;
        if (log.lastSeq() === 0) end('missing');
        else if (log.hasEnded()) end('ended');
        else if (subscription.take('caught-up')) sendSnapshots();
      } catch (error) {
        subscription.take('read-failed');
        deps.onError(error);
      }
    },
    sendEvents(packet) {
      if (!subscription.is('live', 'lagging')) return;
      if (viewer.unsentBytes() > evictAtUnsentBytes) return end('slow');
      viewer.send(packet);
      state.seq = log.lastSeq();
      if (log.hasEnded()) end('ended');
    },
    sendDeltas(packet) {
      const isFull = viewer.unsentBytes() > dropDeltasAtUnsentBytes;
      if (isFull && subscription.take('buffer-filled')) void sendSnapshotsWhenEmpty();
      if (subscription.is('live')) viewer.send(packet);
      else if (subscription.is('lagging')) stats.deltasDropped += packet.frames;
    },
    end,
    close,
  };
}

/** Reads the end of the log if needed, and calls onSubscribed. */
async function announce(state: SubscriberState, { viewer, log, stats }: SubscriberDeps): Promise<void> {
  // A viewer who comes from another process may have events that this process has not read.
  if (log.lastSeq() === 0 || state.seq > log.lastSeq()) await log.catchUp();
  if (state.isAnnounced || log.lastSeq() === 0 || !state.subscription.is('replaying')) return;
  const mode: SubscriptionMode =
    state.seq === 0 ? 'snapshot' : state.seq > log.lastSeq() ? 'reset' : 'resumed';
  if (mode === 'reset') {
    stats.resets += 1;
    state.seq = 0;
  }
  state.isAnnounced = true;
  viewer.onSubscribed(mode, log.lastSeq(), log.hasEnded());
}

/** Sends the next page of the log, no faster than the viewer's network takes it. */
async function replayPage(state: SubscriberState, { viewer, log, contract }: SubscriberDeps): Promise<void> {
  const page = await log.readPage(state.seq);
  if (page[0]?.seq !== state.seq + 1) throw new Error(`Event ${state.seq + 1} is missing in the log.`);
  for (const { seq, packet } of page) {
    if (!state.subscription.is('replaying')) return;
    viewer.send(packet);
    state.seq = seq;
    if (viewer.unsentBytes() > contract.live.dropDeltasAtUnsentBytes) await viewer.whenSent();
  }
}
