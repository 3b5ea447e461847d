import { keyHeaders } from '../client/exchange.ts';
import { type FollowState, follow } from '../client/follow.ts';
import type { Frame } from '../debate/frames.ts';
import { storedKey } from './key.ts';

interface Watching {
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
export async function watch({ debate, signal, onFrame, onState }: Watching): Promise<void> {
  const common = { baseUrl: '', debate, headers: keyHeaders(storedKey()) };
  const noSocket = new AbortController();
  let connected = false;
  const overSocket = follow({
    ...common,
    transport: 'socket',
    signal: AbortSignal.any([signal, noSocket.signal]),
    onState: (state) => {
      connected ||= state.is === 'connected';
      if (state.is === 'waiting' && !connected) noSocket.abort();
      else onState(state);
    },
  });
  for await (const frame of overSocket) onFrame(frame);
  if (!noSocket.signal.aborted) return;
  for await (const frame of follow({ ...common, transport: 'sse', signal, onState })) onFrame(frame);
}
