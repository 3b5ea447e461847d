import { type FollowState, follow } from '../../client/follow.ts';
import type { Frame } from '../../debate/core/frames.ts';

interface FollowDebateOptions {
  readonly debate: string;
  readonly signal: AbortSignal;
  readonly onFrame: (frame: Frame) => void;
  readonly onState: (state: FollowState) => void;
}

/**
 * Delivers all frames of a debate from the first until it ends. Throws ApiError when it does not exist. A WebSocket is
 * tried first, because a browser opens at most six event streams to one server; the fallback is an event stream.
 */
export async function followDebate({ debate, signal, onFrame, onState }: FollowDebateOptions): Promise<void> {
  const shared = { baseUrl: '', debate };
  const socketFailed = new AbortController();
  let connected = false;
  const socketFrames = follow({
    ...shared,
    transport: 'socket',
    signal: AbortSignal.any([signal, socketFailed.signal]),
    onState: (state) => {
      connected ||= state.status === 'connected';
      if (state.status === 'waiting' && !connected) socketFailed.abort();
      else onState(state);
    },
  });
  for await (const frame of socketFrames) onFrame(frame);
  if (!socketFailed.signal.aborted) return;
  for await (const frame of follow({ ...shared, transport: 'sse', signal, onState })) onFrame(frame);
}
