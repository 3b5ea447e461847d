import { isTerminalEvent } from '../debate/core/events.ts';
import type { Frame, SocketFrame, SubscriptionMode } from '../debate/core/frames.ts';
import { type Clock, sleep, systemClock } from '../shared/clock.ts';
import { createFollowCursor, type FollowCursor } from './cursor.ts';
import { ApiError } from './http.ts';
import type { ServerMessage } from './messages.ts';
import { createIdleTimeout, createReconnectPolicy } from './reconnect-policy.ts';
import { sseMessages } from './sse.ts';
import { socketMessages } from './websocket.ts';

export interface FollowOptions {
  /** Address of the server; '': the origin of the page. */
  readonly baseUrl: string;
  readonly debate: string;
  /** Seq of the last event that the caller has; 0 (the default): from the start. */
  readonly after?: number;
  readonly transport?: 'sse' | 'socket';
  /** Headers of the event stream request. A WebSocket cannot send headers: with a key here, it connects by a ticket. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the iteration without an error. */
  readonly signal?: AbortSignal | undefined;
  readonly onState?: (state: FollowState) => void;
  /** 0 to 1; spreads the reconnections of many followers. */
  readonly random?: () => number;
  readonly clock?: Clock;
}

export type FollowState =
  | { readonly status: 'connecting' }
  /** `lastSeq`: the last event of the log at that moment. With `reset` the log restarts: discard all earlier frames. */
  | { readonly status: 'connected'; readonly how: SubscriptionMode; readonly lastSeq: number }
  /** The connection broke; the next one follows after `retryMs`. */
  | { readonly status: 'waiting'; readonly retryMs: number }
  | { readonly status: 'ended' };

/**
 * Yields the frames of a debate: every event once, in order, without a gap, and each piece of text once, over as many
 * connections as needed. Returns after the last event. Throws ApiError when the server refuses permanently; after any
 * other error it reconnects and continues.
 */
export async function* follow(options: FollowOptions): AsyncGenerator<Frame, void, void> {
  const {
    debate,
    signal,
    headers = {},
    onState = () => {},
    random = Math.random,
    clock = systemClock,
  } = options;
  const root = options.baseUrl.replace(/\/+$/, '');
  // An invalid address throws here; later it would look like a network error to retry.
  new URL(`${root}/`, globalThis.location?.href);
  const connect = options.transport === 'socket' ? socketMessages : sseMessages;
  const cursor = createFollowCursor(options.after ?? 0);
  const reconnectPolicy = createReconnectPolicy(random);

  while (!signal?.aborted) {
    onState({ status: 'connecting' });
    const idleTimeout = createIdleTimeout(signal, clock);
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
    await sleep(clock, retryMs, signal).catch(() => {});
  }
}

/** Yields the new frames of one connection. Returns when the debate has ended or the connection is broken. */
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

/** The HTTP status that matches the code of an error frame. */
const statusByCode: Readonly<Record<string, number>> = { unauthenticated: 401, 'not-found': 404 };

/** Throws for a permanent refusal; `broken` if the server is temporarily unavailable. */
function handleErrorFrame({ code, detail }: Extract<SocketFrame, { type: 'error' }>): 'broken' {
  if (code === 'unavailable') return 'broken';
  throw new ApiError({ status: statusByCode[code] ?? 400, code, detail }, null);
}
