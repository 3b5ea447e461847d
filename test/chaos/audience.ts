import { follow } from '../../app/client/follow.ts';
import type { Envelope } from '../../app/debate/frames.ts';
import { applyFrame, type DebateView, emptyView } from '../../app/debate/view.ts';

export type Transport = 'sse' | 'socket';

/** Somebody who watches one debate to its end, over however many connections that takes. */
export interface Viewer {
  readonly debate: string;
  readonly transport: Transport;
  /** Each event as it came. */
  readonly events: Envelope[];
  /** From a broken connection to the next good one. */
  readonly reconnectMs: number[];
  /** From an event's time in the log to its arrival, of those that happened while the viewer was there. */
  readonly lateMs: number[];
  /** The fold of all that it was sent. */
  view: DebateView;
  isDone: boolean;
}

interface Watching {
  readonly viewer: Viewer;
  /** Resolves when it has seen the last event, or was told to stop. Rejects when it is turned away. */
  readonly watched: Promise<void>;
}

export function watch(baseUrl: string, debate: string, transport: Transport, signal: AbortSignal): Watching {
  const viewer: Viewer = {
    ...{ debate, transport, events: [], reconnectMs: [], lateMs: [] },
    view: emptyView(debate),
    isDone: false,
  };
  const cameAt = Date.now();
  let brokenAt: number | null = null;

  async function run(): Promise<void> {
    const frames = follow({
      ...{ baseUrl, debate, transport, signal },
      onState({ is }) {
        if (is === 'waiting') brokenAt ??= Date.now();
        if (is === 'ended') viewer.isDone = true;
        if (is !== 'connected') return;
        if (brokenAt !== null) viewer.reconnectMs.push(Date.now() - brokenAt);
        brokenAt = null;
      },
    });
    for await (const frame of frames) {
      viewer.view = applyFrame(viewer.view, frame);
      if (!('seq' in frame)) continue;
      viewer.events.push(frame);
      const at = Date.parse(frame.at);
      if (at > cameAt) viewer.lateMs.push(Date.now() - at);
    }
  }
  return { viewer, watched: run() };
}
