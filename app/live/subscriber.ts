import type { Contract } from '../contract/types/contract.ts';
import type { SubscriptionMode } from '../debate/core/frames.ts';
import type { EventLogReader } from './event-log-reader.ts';
import type { Packet } from './packet.ts';
import type { LiveStats } from './stats.ts';

/** Somebody who watches a debate, as a transport presents them. */
export interface Viewer {
  send(packet: Packet): void;
  /** Bytes that the network has not taken yet. */
  unsentBytes(): number;
  /** Resolves when the network has taken all that was sent until then, or the viewer has gone. */
  whenSent(): Promise<void>;
  /** Comes first. `seq` is the log's last event; `ended`: none can follow it. */
  onSubscribed(how: SubscriptionMode, seq: number, hasEnded: boolean): void;
  /** Comes last, and no packet after it. `after` is the viewer's cursor. */
  onEnded(reason: SubscriptionEndReason, cursor: number): void;
}

/** The last event has been sent; there is no such debate (any more); or the viewer could not keep up. */
export type SubscriptionEndReason = 'ended' | 'missing' | 'slow';

/** A viewer, and how far it has got in the log. */
export interface Subscriber {
  /** Brings the viewer to the end of the log if that has not begun, or a read has failed; further calls do nothing. */
  catchUp(): Promise<void>;
  /** The events that come next in the log, for those who have all before. */
  sendEvents(packet: Packet): void;
  sendDeltas(packet: Packet): void;
  /** Tells the viewer that it is over. */
  end(reason: SubscriptionEndReason): void;
  /** The viewer has gone. */
  close(): void;
}

export interface SubscriberDeps {
  readonly viewer: Viewer;
  /** The last event that the viewer has. */
  readonly cursor: number;
  readonly log: EventLogReader;
  /** What the running turns have said; null: nothing. */
  readonly snapshots: () => Packet | null;
  readonly contract: Contract;
  readonly stats: LiveStats;
  readonly onError: (error: unknown) => void;
  readonly onClose: () => void;
}

interface SubscriberState {
  /** The viewer's cursor. */
  seq: number;
  isAnnounced: boolean;
  /**
   * waiting: to be brought to the end of the log, or again because a read failed · behind: on its way there ·
   * live: gets everything · lagging: gets events, and a snapshot in place of deltas once it has caught up.
   */
  status: 'pending' | 'replaying' | 'live' | 'lagging' | 'closed';
}

export function createSubscriber(deps: SubscriberDeps): Subscriber {
  const { viewer, log, stats } = deps;
  const { dropDeltasAtUnsentBytes, evictAtUnsentBytes } = deps.contract.live;
  const state: SubscriberState = { seq: deps.cursor, isAnnounced: false, status: 'pending' };

  function close(): void {
    if (state.status === 'closed') return;
    state.status = 'closed';
    deps.onClose();
  }

  function end(reason: SubscriptionEndReason): void {
    if (reason === 'slow') stats.slow += 1;
    close();
    viewer.onEnded(reason, state.seq);
  }

  function goLive(): void {
    state.status = 'live';
    const packet = deps.snapshots();
    if (packet) viewer.send(packet);
    stats.snapshots += packet?.frames ?? 0;
  }

  async function pauseDeltas(): Promise<void> {
    state.status = 'lagging';
    await viewer.whenSent();
    if (hasStatus(state, 'lagging')) goLive();
  }

  return {
    async catchUp() {
      if (state.status !== 'pending') return;
      state.status = 'replaying';
      try {
        await announce(state, deps);
        while (hasStatus(state, 'replaying') && state.seq < log.lastSeq()) await replayPage(state, deps);
        // Nothing may be awaited from here on: the next event must find this viewer live.
        if (!hasStatus(state, 'replaying')) return;
        if (log.lastSeq() === 0) end('missing');
        else if (log.hasEnded()) end('ended');
        else goLive();
      } catch (error) {
        if (hasStatus(state, 'replaying')) state.status = 'pending';
        deps.onError(error);
      }
    },
    sendEvents(packet) {
      if (state.status !== 'live' && state.status !== 'lagging') return;
      if (viewer.unsentBytes() > evictAtUnsentBytes) return end('slow');
      viewer.send(packet);
      state.seq = log.lastSeq();
      if (log.hasEnded()) end('ended');
    },
    sendDeltas(packet) {
      if (state.status === 'live' && viewer.unsentBytes() > dropDeltasAtUnsentBytes) void pauseDeltas();
      if (hasStatus(state, 'live')) viewer.send(packet);
      else if (hasStatus(state, 'lagging')) stats.deltasDropped += packet.frames;
    },
    end,
    close,
  };
}

/** A function of its own, for the compiler does not expect a state to change while something is awaited. */
const hasStatus = (state: SubscriberState, status: SubscriberState['status']): boolean =>
  state.status === status;

/** Learns where the log ends, and tells the viewer how it begins. */
async function announce(state: SubscriberState, { viewer, log, stats }: SubscriberDeps): Promise<void> {
  // A viewer who comes from another process may have seen more than this one.
  if (log.lastSeq() === 0 || state.seq > log.lastSeq()) await log.catchUp();
  if (state.isAnnounced || log.lastSeq() === 0 || !hasStatus(state, 'replaying')) return;
  const how: SubscriptionMode =
    state.seq === 0 ? 'snapshot' : state.seq > log.lastSeq() ? 'reset' : 'resumed';
  if (how === 'reset') {
    stats.resets += 1;
    state.seq = 0;
  }
  state.isAnnounced = true;
  viewer.onSubscribed(how, log.lastSeq(), log.hasEnded());
}

/** Sends the next page of the log, at the pace at which the viewer's network takes it. */
async function replayPage(state: SubscriberState, { viewer, log, contract }: SubscriberDeps): Promise<void> {
  const page = await log.readPage(state.seq);
  if (page[0]?.seq !== state.seq + 1) throw new Error(`The log lacks event ${state.seq + 1}.`);
  for (const { seq, packet } of page) {
    if (!hasStatus(state, 'replaying')) return;
    viewer.send(packet);
    state.seq = seq;
    if (viewer.unsentBytes() > contract.live.dropDeltasAtUnsentBytes) await viewer.whenSent();
  }
}
