import { isTerminalEvent } from '../debate/core/events.ts';
import type { Frame, SocketFrame, SubscriptionMode } from '../debate/core/frames.ts';
import { createFollowCursor, type FollowCursor } from './cursor.ts';
import { ApiError } from './http.ts';
import type { ServerMessage } from './messages.ts';
import { createIdleTimeout, createReconnectPolicy, delay } from './reconnect-policy.ts';
import { sseMessages } from './sse.ts';
import { socketMessages } from './websocket.ts';

export interface FollowOptions {
  /** The server's address; '' is the page's own. */
  readonly baseUrl: string;
  readonly debate: string;
  /** The last event that the caller has; 0 (the default): from the start. */
  readonly after?: number;
  readonly transport?: 'sse' | 'socket';
  /** Sent with the request of an event stream. A WebSocket cannot have any: with a key here, it opens by a ticket. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends it, without an error. */
  readonly signal?: AbortSignal | undefined;
  readonly onState?: (state: FollowState) => void;
  /** 0 to 1; spreads the reconnections of many followers. */
  readonly random?: () => number;
}

export type FollowState =
  | { readonly status: 'connecting' }
  /** `head`: the log's last event at that moment. With `reset` the frames begin anew: forget all that came before. */
  | { readonly status: 'connected'; readonly how: SubscriptionMode; readonly lastSeq: number }
  /** The connection has broken; the next is made after `retryMs`. */
  | { readonly status: 'waiting'; readonly retryMs: number }
  | { readonly status: 'ended' };

/**
 * Yields the frames of a debate: every event once, in order, without a gap, and each piece of text once, over however
 * many connections that takes. Returns after the last event. Throws ApiError when the server refuses for good; all
 * else that goes wrong is a reason to connect again, from where it had got to.
 */
export async function* follow(options: FollowOptions): AsyncGenerator<Frame, void, void> {
  const { debate, signal, headers = {}, onState = () => {}, random = Math.random } = options;
  const root = options.baseUrl.replace(/\/+$/, '');
  // An address that is none throws here; later it would look like a network that fails for ever.
  new URL(`${root}/`, globalThis.location?.href);
  const connect = options.transport === 'socket' ? socketMessages : sseMessages;
  const cursor = createFollowCursor(options.after ?? 0);
  const reconnectPolicy = createReconnectPolicy(random);

  while (!signal?.aborted) {
    onState({ status: 'connecting' });
    const idleTimeout = createIdleTimeout(signal);
    const target = { root, debate, headers, after: cursor.seq(), signal: idleTimeout.signal };
    try {
      const outcome = yield* readNewFrames(connect(target), cursor, (message) => {
        idleTimeout.reset();
        if (message.type === 'subscribed') {
          idleTimeout.setLimit(2 * message.heartbeatMs);
          onState({ status: 'connected', how: message.mode, lastSeq: message.seq });
        }
        reconnectPolicy.observe(message);
      });
      if (outcome === 'ended') return onState({ status: 'ended' });
    } catch (error) {
      if (signal?.aborted) return;
      reconnectPolicy.rethrowIfFinal(error);
    } finally {
      idleTimeout.stop();
    }
    const retryMs = reconnectPolicy.nextDelayMs();
    onState({ status: 'waiting', retryMs });
    await delay(retryMs, signal);
  }
}

/** What one connection says that is new. Returns when the debate has ended, or the connection is of no more use. */
async function* readNewFrames(
  connection: AsyncIterable<ServerMessage>,
  cursor: FollowCursor,
  onMessage: (message: ServerMessage) => void,
): AsyncGenerator<Frame, 'ended' | 'broken', void> {
  for await (const message of connection) {
    if (message.type === 'subscribed' && message.mode === 'reset') cursor.reset();
    onMessage(message);
    if ('data' in message) {
      const accepted = cursor.accept(message);
      if (accepted === 'gap') return 'broken';
      if (accepted === 'duplicate') continue;
      yield accepted;
      if ('seq' in accepted && isTerminalEvent(accepted)) return 'ended';
    } else if (message.type === 'ended') return 'ended';
    else if (message.type === 'error') return handleErrorFrame(message);
  }
  return 'broken';
}

/** What a request would have been answered with. */
const statusByCode: Readonly<Record<string, number>> = { unauthenticated: 401, 'not-found': 404 };

/** A refusal on a socket: for good, or because the server cannot tell at present. */
function handleErrorFrame({ code, detail }: Extract<SocketFrame, { type: 'error' }>): 'broken' {
  if (code === 'unavailable') return 'broken';
  throw new ApiError({ status: statusByCode[code] ?? 400, code, detail }, null);
}
