import { isLast } from '../debate/events.ts';
import type { Frame, SocketFrame, Subscribed } from '../debate/frames.ts';
import { type Cursor, createCursor } from './cursor.ts';
import { eventStream } from './event-stream.ts';
import { ApiError } from './exchange.ts';
import { createPauses, createSilence, sleep } from './patience.ts';
import type { Said } from './said.ts';
import { socketFrames } from './socket.ts';

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
  | { readonly is: 'connecting' }
  /** `head`: the log's last event at that moment. With `reset` the frames begin anew: forget all that came before. */
  | { readonly is: 'connected'; readonly how: Subscribed; readonly head: number }
  /** The connection has broken; the next is made after `retryMs`. */
  | { readonly is: 'waiting'; readonly retryMs: number }
  | { readonly is: 'ended' };

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
  const connect = options.transport === 'socket' ? socketFrames : eventStream;
  const cursor = createCursor(options.after ?? 0);
  const pauses = createPauses(random);

  while (!signal?.aborted) {
    onState({ is: 'connecting' });
    const silence = createSilence(signal);
    const link = { root, debate, headers, after: cursor.seq(), signal: silence.signal };
    try {
      const end = yield* news(connect(link), cursor, (said) => {
        silence.broken();
        if (said.type === 'subscribed') {
          silence.endAfter(2 * said.heartbeatMs);
          onState({ is: 'connected', how: said.how, head: said.seq });
        }
        pauses.heed(said);
      });
      if (end === 'ended') return onState({ is: 'ended' });
    } catch (error) {
      if (signal?.aborted) return;
      pauses.bear(error);
    } finally {
      silence.stop();
    }
    const retryMs = pauses.nextMs();
    onState({ is: 'waiting', retryMs });
    await sleep(retryMs, signal);
  }
}

/** What one connection says that is new. Returns when the debate has ended, or the connection is of no more use. */
async function* news(
  connection: AsyncIterable<Said>,
  cursor: Cursor,
  onSaid: (said: Said) => void,
): AsyncGenerator<Frame, 'ended' | 'broken', void> {
  for await (const said of connection) {
    if (said.type === 'subscribed' && said.how === 'reset') cursor.reset();
    onSaid(said);
    if ('data' in said) {
      const taken = cursor.take(said);
      if (taken === 'gap') return 'broken';
      if (taken === 'known') continue;
      yield taken;
      if ('seq' in taken && isLast(taken)) return 'ended';
    } else if (said.type === 'ended') return 'ended';
    else if (said.type === 'error') return failed(said);
  }
  return 'broken';
}

/** What a request would have been answered with. */
const statuses: Readonly<Record<string, number>> = { unauthenticated: 401, 'not-found': 404 };

/** A refusal on a socket: for good, or because the server cannot tell at present. */
function failed({ code, detail }: Extract<SocketFrame, { type: 'error' }>): 'broken' {
  if (code === 'unavailable') return 'broken';
  throw new ApiError({ status: statuses[code] ?? 400, code, detail }, null);
}
