import { isTerminalEvent, type StoredEvent } from '../debate/core/events.ts';
import { toEnvelope } from '../debate/core/frames.ts';
import { readEvents } from '../debate-log/read-events.ts';
import type { DebateKey, Store } from '../store/store.ts';
import { createPacket, type Packet } from './packet.ts';

/** The stored log of one debate, as far as this process has read it. */
export interface EventLogReader {
  /** The last event known; 0: nothing has been read yet, or there is no such debate. */
  lastSeq(): number;
  /** Whether the last event known is the last there will be. */
  hasEnded(): boolean;
  /** Takes in those of the events that come next; others are known, or come after a gap. */
  advance(events: readonly StoredEvent[]): void;
  /** Reads on to the end. One read runs at a time: who calls meanwhile waits for another after it. */
  catchUp(): Promise<void>;
  /** The events after `after`, at most a page; those who ask at the same time share one read, and the bytes. */
  readPage(after: number): Promise<readonly EventPacket[]>;
  close(): void;
}

export interface EventPacket {
  readonly seq: number;
  readonly packet: Packet;
}

export interface EventLogReaderDeps {
  readonly key: DebateKey;
  readonly store: Pick<Store, 'events'>;
  readonly pageEventsMax: number;
  /** Told of every event once, in order, without a gap. */
  readonly onEvents: (events: readonly StoredEvent[]) => void;
}

/** Whatever reads or hears of events brings them here, so that the log only ever grows by the next one. */
export function createEventLogReader({
  key,
  store,
  pageEventsMax,
  onEvents,
}: EventLogReaderDeps): EventLogReader {
  const pages = new Map<number, Promise<readonly EventPacket[]>>();
  let lastSeq = 0;
  let hasEnded = false;
  let isOpen = true;
  let activeRead: Promise<void> | null = null;
  let shouldReadAgain = false;

  function advance(events: readonly StoredEvent[]): void {
    const newEvents: StoredEvent[] = [];
    for (const event of events) {
      if (event.seq !== lastSeq + 1) continue;
      lastSeq = event.seq;
      hasEnded ||= isTerminalEvent(event);
      newEvents.push(event);
    }
    if (isOpen && newEvents.length > 0) onEvents(newEvents);
  }

  async function readToEnd(): Promise<void> {
    do {
      shouldReadAgain = false;
      for await (const page of readEvents({ store, pageEventsMax }, key, lastSeq)) {
        advance(page);
        if ((page.at(-1)?.seq ?? 0) > lastSeq)
          throw new Error(`The log of ${key.debate} has a gap after ${lastSeq}.`);
        if (!isOpen) return;
        // The read that follows a full page also serves the calls until now.
        if (page.length === pageEventsMax) shouldReadAgain = false;
      }
    } while (isOpen && shouldReadAgain);
  }

  async function fetchPage(after: number): Promise<readonly EventPacket[]> {
    const events = await store.events(key, after, pageEventsMax);
    advance(events);
    return events.map((event) => ({ seq: event.seq, packet: createPacket([toEnvelope(event)]) }));
  }

  return {
    lastSeq: () => lastSeq,
    hasEnded: () => hasEnded,
    advance,
    catchUp() {
      if (activeRead) shouldReadAgain = true;
      activeRead ??= readToEnd().finally(() => {
        activeRead = null;
      });
      return activeRead;
    },
    readPage(after) {
      const page = pages.get(after) ?? fetchPage(after).finally(() => pages.delete(after));
      pages.set(after, page);
      return page;
    },
    close() {
      isOpen = false;
    },
  };
}
