import { assertNever } from '../debate/events.ts';
import type { ClientFrame } from '../debate/frames.ts';
import type { Timers } from '../live/timers.ts';
import { createFrameReader } from './socket-frames.ts';
import { createLine, type LineParts } from './socket-line.ts';
import { createSubscriptions, type SubscriptionsParts } from './socket-subscriptions.ts';

export interface SessionParts extends Omit<LineParts, 'onShut'>, Omit<SubscriptionsParts, 'line'> {
  readonly timers: Timers;
}

/** One WebSocket. */
export interface Session {
  /** A message from the client. Whatever is wrong with it is answered with an `error` frame. */
  receive(data: unknown): void;
  /** The key that it was opened with holds no more. */
  revoke(): void;
  /** The socket has closed. */
  close(): void;
}

export function createSession(parts: SessionParts): Session {
  const line = createLine({ ...parts, onShut: () => subscriptions.clear() });
  const subscriptions = createSubscriptions({ ...parts, line });
  const read = createFrameReader(parts.contract, parts.timers.now);

  function handle(frame: ClientFrame): void {
    switch (frame.type) {
      case 'subscribe':
        subscriptions.subscribe(frame.debate, frame.after ?? 0);
        break;
      case 'unsubscribe':
        subscriptions.unsubscribe(frame.debate);
        break;
      case 'ping':
        line.say({ type: 'pong' });
        break;
      default:
        assertNever(frame);
    }
  }

  return {
    receive(data) {
      const received = line.isOpen() ? read(data) : null;
      if (received === null) return;
      if ('frame' in received) handle(received.frame);
      else line.fail(received.code, received.detail);
    },
    revoke: line.shutRevoked,
    close: () => subscriptions.clear(),
  };
}
