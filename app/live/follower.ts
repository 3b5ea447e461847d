import type { Contract } from '../contract/contract.ts';
import type { Subscribed } from '../debate/frames.ts';
import type { LiveCounts } from './counts.ts';
import type { Log } from './log.ts';
import type { Packet } from './packet.ts';

/** Somebody who watches a debate, as a transport presents them. */
export interface Viewer {
  send(packet: Packet): void;
  /** Bytes that the network has not taken yet. */
  unsentBytes(): number;
  /** Resolves when the network has taken all that was sent until then, or the viewer has gone. */
  flushed(): Promise<void>;
  /** Comes first. `seq` is the log's last event; `ended`: none can follow it. */
  subscribed(how: Subscribed, seq: number, ended: boolean): void;
  /** Comes last, and no packet after it. `after` is the viewer's cursor. */
  over(why: Over, after: number): void;
}

/** The last event has been sent; there is no such debate (any more); or the viewer could not keep up. */
export type Over = 'ended' | 'missing' | 'slow';

/** A viewer, and how far it has got in the log. */
export interface Follower {
  /** Brings the viewer to the end of the log if that has not begun, or a read has failed; further calls do nothing. */
  bring(): Promise<void>;
  /** The events that come next in the log, for those who have all before. */
  events(packet: Packet): void;
  deltas(packet: Packet): void;
  /** Tells the viewer that it is over. */
  dismiss(why: Over): void;
  /** The viewer has gone. */
  leave(): void;
}

export interface FollowerParts {
  readonly viewer: Viewer;
  /** The last event that the viewer has. */
  readonly after: number;
  readonly log: Log;
  /** What the running turns have said; null: nothing. */
  readonly snapshots: () => Packet | null;
  readonly contract: Contract;
  readonly counts: LiveCounts;
  readonly onError: (error: unknown) => void;
  readonly onGone: () => void;
}

interface Place {
  /** The viewer's cursor. */
  seq: number;
  greeted: boolean;
  /**
   * waiting: to be brought to the end of the log, or again because a read failed · behind: on its way there ·
   * live: gets everything · lagging: gets events, and a snapshot in place of deltas once it has caught up.
   */
  state: 'waiting' | 'behind' | 'live' | 'lagging' | 'gone';
}

export function createFollower(parts: FollowerParts): Follower {
  const { viewer, log, counts } = parts;
  const { viewerLagBytesMax, viewerQueueBytesMax } = parts.contract.live;
  const place: Place = { seq: parts.after, greeted: false, state: 'waiting' };

  function leave(): void {
    if (place.state === 'gone') return;
    place.state = 'gone';
    parts.onGone();
  }

  function dismiss(why: Over): void {
    if (why === 'slow') counts.slow += 1;
    leave();
    viewer.over(why, place.seq);
  }

  function goLive(): void {
    place.state = 'live';
    const packet = parts.snapshots();
    if (packet) viewer.send(packet);
    counts.snapshots += packet?.frames ?? 0;
  }

  async function catchUp(): Promise<void> {
    place.state = 'lagging';
    await viewer.flushed();
    if (is(place, 'lagging')) goLive();
  }

  return {
    async bring() {
      if (place.state !== 'waiting') return;
      place.state = 'behind';
      try {
        await greet(place, parts);
        while (is(place, 'behind') && place.seq < log.seq()) await replayPage(place, parts);
        // Nothing may be awaited from here on: the next event must find this viewer live.
        if (!is(place, 'behind')) return;
        if (log.seq() === 0) dismiss('missing');
        else if (log.ended()) dismiss('ended');
        else goLive();
      } catch (error) {
        if (is(place, 'behind')) place.state = 'waiting';
        parts.onError(error);
      }
    },
    events(packet) {
      if (place.state !== 'live' && place.state !== 'lagging') return;
      if (viewer.unsentBytes() > viewerQueueBytesMax) return dismiss('slow');
      viewer.send(packet);
      place.seq = log.seq();
      if (log.ended()) dismiss('ended');
    },
    deltas(packet) {
      if (place.state === 'live' && viewer.unsentBytes() > viewerLagBytesMax) void catchUp();
      if (is(place, 'live')) viewer.send(packet);
      else if (is(place, 'lagging')) counts.deltasDropped += packet.frames;
    },
    dismiss,
    leave,
  };
}

/** A function of its own, for the compiler does not expect a state to change while something is awaited. */
const is = (place: Place, state: Place['state']): boolean => place.state === state;

/** Learns where the log ends, and tells the viewer how it begins. */
async function greet(place: Place, { viewer, log, counts }: FollowerParts): Promise<void> {
  // A viewer who comes from another process may have seen more than this one.
  if (log.seq() === 0 || place.seq > log.seq()) await log.catchUp();
  if (place.greeted || log.seq() === 0 || !is(place, 'behind')) return;
  const how: Subscribed = place.seq === 0 ? 'snapshot' : place.seq > log.seq() ? 'reset' : 'resumed';
  if (how === 'reset') {
    counts.resets += 1;
    place.seq = 0;
  }
  place.greeted = true;
  viewer.subscribed(how, log.seq(), log.ended());
}

/** Sends the next page of the log, at the pace at which the viewer's network takes it. */
async function replayPage(place: Place, { viewer, log, contract }: FollowerParts): Promise<void> {
  const page = await log.page(place.seq);
  if (page[0]?.seq !== place.seq + 1) throw new Error(`The log lacks event ${place.seq + 1}.`);
  for (const { seq, packet } of page) {
    if (!is(place, 'behind')) return;
    viewer.send(packet);
    place.seq = seq;
    if (viewer.unsentBytes() > contract.live.viewerLagBytesMax) await viewer.flushed();
  }
}
