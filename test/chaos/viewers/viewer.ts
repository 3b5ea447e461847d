import { follow } from '../../../app/client/follow.ts';
import type { Envelope } from '../../../app/debate/core/frames.ts';
import { applyFrame, type DebateView, emptyView } from '../../../app/debate/views/debate.ts';

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
  readonly latencyMs: number[];
  /** The fold of all that it was sent. */
  view: DebateView;
  isDone: boolean;
}

interface ViewerRun {
  readonly viewer: Viewer;
  /** Resolves when it has seen the last event, or was told to stop. Rejects when it is turned away. */
  readonly finished: Promise<void>;
}

export function watchDebate(
  baseUrl: string,
  debate: string,
  transport: Transport,
  signal: AbortSignal,
): ViewerRun {
  const viewer: Viewer = {
    ...{ debate, transport, events: [], reconnectMs: [], latencyMs: [] },
    view: emptyView(debate),
    isDone: false,
  };
  const joinedAt = Date.now();
  let disconnectedAt: number | null = null;

  async function run(): Promise<void> {
    const frames = follow({
      ...{ baseUrl, debate, transport, signal },
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
