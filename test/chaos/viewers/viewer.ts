import { follow } from '../../../app/client/follow.ts';
import type { Envelope } from '../../../app/debate/core/frames.ts';
import { applyFrame, type DebateView, emptyView } from '../../../app/debate/views/debate.ts';

export type Transport = 'sse' | 'socket';

/** Watches one debate to its end, and reconnects as needed. */
export interface Viewer {
  readonly debate: string;
  readonly transport: Transport;
  /** The events in order of arrival. */
  readonly events: Envelope[];
  /** Times from a lost connection to the next one. */
  readonly reconnectMs: number[];
  /** Times from an event to its arrival, for events during a connection. */
  readonly latencyMs: number[];
  /** The view built from all received frames. */
  view: DebateView;
  isDone: boolean;
}

interface ViewerRun {
  readonly viewer: Viewer;
  /** Resolves at the last event or when stopped. Rejects when the server rejects the viewer. */
  readonly finished: Promise<void>;
}

export function watchDebate(
  baseUrl: string,
  debate: string,
  transport: Transport,
  signal: AbortSignal,
): ViewerRun {
  const viewer: Viewer = {
    debate,
    transport,
    events: [],
    reconnectMs: [],
    latencyMs: [],
    view: emptyView(debate),
    isDone: false,
  };
  const joinedAt = Date.now();
  let disconnectedAt: number | null = null;

  async function run(): Promise<void> {
    const frames = follow({
      baseUrl,
      debate,
      transport,
      signal,
      onState({ status }) {
        if (status === 'waiting') disconnectedAt ??= Date.now();
        if (status === 'ended') viewer.isDone = true;
        if (status !== 'connected') return;
        if (disconnectedAt !== null) viewer.reconnectMs.push(Date.now() - disconnectedAt);
        disconnectedAt = null;
      },
    });
    for await (const frame of frames) {
      viewer.view = applyFrame(viewer.view, frame);
      if (!('seq' in frame)) continue;
      viewer.events.push(frame);
      const at = Date.parse(frame.at);
      if (at > joinedAt) viewer.latencyMs.push(Date.now() - at);
    }
  }
  return { viewer, finished: run() };
}
