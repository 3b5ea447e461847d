import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import type { Envelope } from '../../debate/core/frames.ts';
import { buildView, type DebateView } from '../../debate/views/debate.ts';
import { errorMessage } from '../lib/error-message.ts';

/** Time between two events while a replay plays. */
const stepMs = 700;

export interface Replay {
  /** The debate as it was after the event with the seq `at`; null before the events are loaded. */
  readonly view: DebateView | null;
  readonly at: number;
  readonly last: number;
  /** When the event at `at` happened; null before the events are loaded. */
  readonly time: string | null;
  readonly isPlaying: boolean;
  readonly problem: string | null;
  readonly seek: (seq: number) => void;
  readonly play: (isPlaying: boolean) => void;
  readonly close: () => void;
}

/**
 * Shows an ended debate as it was after one of its events. The address has the event as `?at=SEQ`, so that a link
 * leads to it. Null: no replay is open. `start` opens one.
 */
export function useReplay(
  client: Client,
  debate: string,
  hasEnded: boolean,
): { readonly replay: Replay | null; readonly start: () => void } {
  const [at, setAt] = useState<number | null>(seqOfAddress);
  const [isPlaying, setIsPlaying] = useState(false);
  const isOpen = hasEnded && at !== null;
  const { events, problem } = useEvents(client, debate, isOpen);
  const last = events.at(-1)?.seq ?? 0;
  const shown = Math.min(at ?? 0, last);
  const view = useMemo(
    () => (isOpen && last > 0 ? buildView(debate, events.slice(0, shown)) : null),
    [isOpen, debate, events, shown, last],
  );
  useEffect(() => {
    if (hasEnded) history.replaceState(null, '', addressAt(at));
  }, [hasEnded, at]);
  useEffect(() => {
    if (!isPlaying || shown >= last) return;
    const timer = setTimeout(() => setAt(shown + 1), stepMs);
    return () => clearTimeout(timer);
  }, [isPlaying, shown, last]);
  const start = () => {
    setAt(1);
    setIsPlaying(true);
  };
  if (!isOpen) return { replay: null, start };
  const seek = (seq: number) => {
    setIsPlaying(false);
    setAt(seq);
  };
  const play = (playing: boolean) => {
    if (playing && shown >= last) setAt(1);
    setIsPlaying(playing);
  };
  const close = () => {
    setIsPlaying(false);
    setAt(null);
  };
  const time = events[shown - 1]?.at ?? null;
  return {
    replay: { view, at: shown, last, time, isPlaying: isPlaying && shown < last, problem, seek, play, close },
    start,
  };
}

/** All stored events, loaded once. */
function useEvents(client: Client, debate: string, isNeeded: boolean) {
  const [events, setEvents] = useState<readonly Envelope[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!isNeeded || events.length > 0) return;
    const controller = new AbortController();
    loadEvents(client, debate, controller.signal).then(setEvents, (error: unknown) => {
      if (!controller.signal.aborted) setProblem(errorMessage(error));
    });
    return () => controller.abort();
  }, [client, debate, isNeeded, events.length]);
  return { events, problem };
}

async function loadEvents(client: Client, debate: string, signal: AbortSignal): Promise<readonly Envelope[]> {
  const all: Envelope[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: Awaited<ReturnType<Client['events']>> = await client.events(debate, { after, signal });
    all.push(...page.events);
    after = page.next;
  }
  return all;
}

function seqOfAddress(): number | null {
  const seq = Number(new URLSearchParams(location.search).get('at'));
  return Number.isSafeInteger(seq) && seq > 0 ? seq : null;
}

function addressAt(seq: number | null): string {
  const address = new URL(location.href);
  if (seq === null) address.searchParams.delete('at');
  else address.searchParams.set('at', String(seq));
  return address.href;
}
