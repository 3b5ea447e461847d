import { isTerminalEvent, type StoredEvent } from '../debate/core/events.ts';
import { toEnvelope } from '../debate/core/frames.ts';
import { readEvents } from '../debate-log/read-events.ts';
import { singleFlight } from '../shared/single-flight.ts';
import type { DebateKey, Store } from '../store/store.ts';
import { createPacket, type Packet } from './packet.ts';

/** Reads the stored log of one debate, and tracks how far this process has read it. */
export interface EventLogReader {
  /** Seq of the last event read; 0 if nothing has been read or the debate does not exist. */
  lastSeq(): number;
  /** True if the last event read ends the debate. */
  hasEnded(): boolean;
  /** Accepts the events that directly follow the last one; skips known ones and those after a gap. */
  advance(events: readonly StoredEvent[]): void;
  /** Reads to the end of the log. Reads do not overlap: a call during one makes it read again. */
  catchUp(): Promise<void>;
  /** One page of events after `after`; simultaneous callers share the read and the encoded bytes. */
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
  /** Called with every event once, in order, without a gap. */
  readonly onEvents: (events: readonly StoredEvent[]) => void;
}

/** All events, read or received from the bus, pass through `advance`, so that there are no gaps. */
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
    for await (const page of readEvents({ store, pageEventsMax }, key, lastSeq)) {
      advance(page);
      if ((page.at(-1)?.seq ?? 0) > lastSeq)
        throw new Error(`The log of ${key.debate} has a gap after ${lastSeq}.`);
      if (!isOpen) return;
    }
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
    catchUp: singleFlight(readToEnd, { whileRunning: 'rerun' }),
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
