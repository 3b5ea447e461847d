import { isLast, type Stored } from '../debate/events.ts';
import { envelope } from '../debate/frames.ts';
import type { DebateKey, Store } from '../store/store.ts';
import { createPacket, type Packet } from './packet.ts';

/** The stored log of one debate, as far as this process has read it. */
export interface Log {
  /** The last event known; 0: nothing has been read yet, or there is no such debate. */
  seq(): number;
  /** Whether the last event known is the last there will be. */
  ended(): boolean;
  /** Takes in those of the events that come next; others are known, or come after a gap. */
  advance(events: readonly Stored[]): void;
  /** Reads on to the end. One read runs at a time: who calls meanwhile waits for another after it. */
  catchUp(): Promise<void>;
  /** The events after `after`, at most a page; those who ask at the same time share one read, and the bytes. */
  page(after: number): Promise<readonly StoredPacket[]>;
  close(): void;
}

export interface StoredPacket {
  readonly seq: number;
  readonly packet: Packet;
}

export interface LogParts {
  readonly key: DebateKey;
  readonly store: Pick<Store, 'events'>;
  readonly pageEvents: number;
  /** Told of every event once, in order, without a gap. */
  readonly onEvents: (events: readonly Stored[]) => void;
}

/** Whatever reads or hears of events brings them here, so that the log only ever grows by the next one. */
export function createLog({ key, store, pageEvents, onEvents }: LogParts): Log {
  const pages = new Map<number, Promise<readonly StoredPacket[]>>();
  let seq = 0;
  let ended = false;
  let open = true;
  let reading: Promise<void> | null = null;
  let readAgain = false;

  function advance(events: readonly Stored[]): void {
    const news: Stored[] = [];
    for (const event of events) {
      if (event.seq !== seq + 1) continue;
      seq = event.seq;
      ended ||= isLast(event);
      news.push(event);
    }
    if (open && news.length > 0) onEvents(news);
  }

  async function readOn(): Promise<void> {
    let events: readonly Stored[];
    do {
      readAgain = false;
      const from = seq;
      events = await store.events(key, from, pageEvents);
      advance(events);
      if (events.length > 0 && seq === from)
        throw new Error(`The log of ${key.debate} has a gap after ${from}.`);
    } while (open && (readAgain || events.length === pageEvents));
  }

  async function readPage(after: number): Promise<readonly StoredPacket[]> {
    const events = await store.events(key, after, pageEvents);
    advance(events);
    return events.map((event) => ({ seq: event.seq, packet: createPacket([envelope(event)]) }));
  }

  return {
    seq: () => seq,
    ended: () => ended,
    advance,
    catchUp() {
      if (reading) readAgain = true;
      reading ??= readOn().finally(() => {
        reading = null;
      });
      return reading;
    },
    page(after) {
      const page = pages.get(after) ?? readPage(after).finally(() => pages.delete(after));
      pages.set(after, page);
      return page;
    },
    close() {
      open = false;
    },
  };
}
