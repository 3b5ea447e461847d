import type { Contract } from '../contract/contract.ts';
import { assertNever, type Stored } from '../debate/events.ts';
import type { Delta, Snapshot } from '../debate/frames.ts';
import { createSpoken, type Spoken } from '../debate/spoken.ts';
import type { DebateKey, Store } from '../store/store.ts';
import type { Bus } from './bus.ts';
import { createLog, type Log } from './log.ts';
import { readMessage, topics } from './messages.ts';

/** One debate as this process follows it: its log, kept up by the bus's hints, and what the running turns have said. */
export interface Tail {
  readonly log: Log;
  snapshots(): Snapshot[];
  /** To be called once a poll with the stored log's last seq: makes good what the bus has lost. */
  poll(head: number): void;
  close(): void;
}

export interface TailParts {
  readonly key: DebateKey;
  readonly store: Pick<Store, 'events'>;
  readonly bus: Bus;
  readonly contract: Contract;
  /** Told of every event once, in order, without a gap. */
  readonly onEvents: (events: readonly Stored[]) => void;
  /** Told of what running turns say: each piece once, in order, and none after the event that ends its turn. */
  readonly onDeltas: (deltas: readonly Delta[]) => void;
  readonly onError: (error: unknown) => void;
}

export function createTail({ key, store, bus, contract, onEvents, onDeltas, onError }: TailParts): Tail {
  const spoken = createSpoken();
  const log = createLog({ key, store, pageEvents: contract.live.replayPageEvents, onEvents: happened });
  const snapshot = createRequest(() => bus.publish(topics.ask(key), ''));
  let stopListening: (() => void) | null = null;
  let open = true;

  function happened(events: readonly Stored[]): void {
    for (const event of events) spoken.event(event);
    onEvents(events);
  }

  function hear(pieces: readonly (Delta | Snapshot)[]): void {
    const { news, missed, early } = sift(spoken, pieces);
    if (missed) snapshot.need();
    if (early) snapshot.needLater();
    if (news.length > 0) onDeltas(news);
  }

  function receive(text: string): void {
    const message = readMessage(text);
    if (!open || !message) return;
    switch (message.kind) {
      case 'events':
        log.advance(message.events);
        // Most often there is no gap, and the hint has spared everybody a read.
        if (message.events.some(({ seq }) => seq > log.seq())) log.catchUp().catch(onError);
        break;
      case 'deltas':
        hear(message.deltas);
        break;
      case 'snapshots':
        snapshot.came();
        hear(message.snapshots);
        break;
      default:
        assertNever(message);
    }
  }

  async function listen(): Promise<void> {
    const stop = await bus.subscribe(topics.debate(key), receive);
    if (!open) return stop();
    stopListening = stop;
    // For what was published between the first read and now.
    await log.catchUp();
    if (spoken.running()) snapshot.need();
  }

  listen().catch(onError);

  return {
    log,
    snapshots: () => spoken.snapshots(),
    poll(head) {
      if (head > log.seq()) log.catchUp().catch(onError);
      if (spoken.running()) snapshot.poll();
    },
    close() {
      open = false;
      log.close();
      stopListening?.();
    },
  };
}

/** A request that may be lost, and its answer, too: it is made again with every poll until an answer has come. */
function createRequest(make: () => void) {
  // As at the start: what was said before anybody listened is not known.
  let needed = true;
  let made = false;
  function request(): void {
    if (!made) make();
    made = true;
  }
  return {
    need() {
      needed = true;
      request();
    },
    needLater() {
      needed = true;
    },
    poll() {
      made = false;
      if (needed) request();
    },
    came() {
      [needed, made] = [false, false];
    },
  };
}

interface Sifted {
  readonly news: readonly Delta[];
  /** Text before what was said now is lacking. */
  readonly missed: boolean;
  /** Somebody spoke whose turn has not started in the log as far as it has been read. */
  readonly early: boolean;
}

function sift(spoken: Spoken, pieces: readonly (Delta | Snapshot)[]): Sifted {
  const news: Delta[] = [];
  let [missed, early] = [false, false];
  for (const piece of pieces) {
    early ||= spoken.stands(piece) === 'early';
    if (spoken.stands(piece) !== 'running') continue;
    const heard = 'offset' in piece ? spoken.delta(piece) : spoken.snapshot(piece);
    if (heard === 'missed') missed = true;
    else if (heard) news.push(heard);
  }
  return { news, missed, early };
}
