import { type FollowState, follow } from '../../client/follow.ts';
import { authorizationHeaders } from '../../client/http.ts';
import type { Frame } from '../../debate/core/frames.ts';
import { getStoredKey } from './api-key.ts';

interface FollowDebateOptions {
  readonly debate: string;
  readonly signal: AbortSignal;
  readonly onFrame: (frame: Frame) => void;
  readonly onState: (state: FollowState) => void;
}

/**
 * All frames of a debate from the first, until it has ended; throws ApiError when there is no such debate. A browser
 * opens only six event streams to one server and any number of sockets, so a socket comes first; where a proxy lets
 * none through, events are streamed.
 */
export async function followDebate({ debate, signal, onFrame, onState }: FollowDebateOptions): Promise<void> {
  const shared = { baseUrl: '', debate, headers: authorizationHeaders(getStoredKey()) };
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
