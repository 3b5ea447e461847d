import type { StoredEvent } from '../debate/core/events.ts';
import type { DebateKey, Store } from '../store/store.ts';

export interface ReadEventsDeps {
  readonly store: Pick<Store, 'events'>;
  /** Events per query. */
  readonly pageEventsMax: number;
  /** Checked before every query: the iteration throws its reason. */
  readonly signal?: AbortSignal;
}

/** Reads the stored events after seq `after` to the end of the log, as non-empty pages in order. */
export async function* readEvents(
  { store, pageEventsMax, signal }: ReadEventsDeps,
  key: DebateKey,
  after: number,
): AsyncGenerator<readonly StoredEvent[], void> {
  let lastSeq = after;
  for (;;) {
    signal?.throwIfAborted();
    const page = await store.events(key, lastSeq, pageEventsMax);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    if (page.length < pageEventsMax) return;
    lastSeq = last.seq;
  }
}
