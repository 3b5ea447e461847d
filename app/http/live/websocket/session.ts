import { assertNever } from '../../../debate/core/events.ts';
import type { ClientFrame } from '../../../debate/core/frames.ts';
import type { Clock } from '../../../shared/clock.ts';
import { createFrameReader } from './client-frames.ts';
import { createSubscriptions, type SubscriptionsDeps } from './subscriptions.ts';
import { createSocketWriter, type SocketWriterDeps } from './writer.ts';

export interface WebSocketSessionDeps
  extends Omit<SocketWriterDeps, 'onClose'>,
    Omit<SubscriptionsDeps, 'writer'> {
  readonly clock: Clock;
}

/** One WebSocket. */
export interface WebSocketSession {
  /** A message from the client. Whatever is wrong with it is answered with an `error` frame. */
  receive(data: unknown): void;
  /** The key that it was opened with holds no more. */
  revoke(): void;
  /** The socket has closed. */
  close(): void;
}

export function createWebSocketSession(deps: WebSocketSessionDeps): WebSocketSession {
  const writer = createSocketWriter({ ...deps, onClose: () => subscriptions.clear() });
  const subscriptions = createSubscriptions({ ...deps, writer });
  const readFrame = createFrameReader(deps.contract, deps.clock.monotonicMs);

  function handle(frame: ClientFrame): void {
    switch (frame.type) {
      case 'subscribe':
        subscriptions.subscribe(frame.debate, frame.after ?? 0);
        break;
      case 'unsubscribe':
        subscriptions.unsubscribe(frame.debate);
        break;
      case 'ping':
        writer.send({ type: 'pong' });
        break;
      default:
        assertNever(frame);
    }
  }

  return {
    receive(data) {
      const result = writer.isOpen() ? readFrame(data) : null;
      if (result === null) return;
      if ('frame' in result) handle(result.frame);
      else writer.sendError(result.code, result.detail);
    },
    revoke: writer.closeRevoked,
    close: () => subscriptions.clear(),
  };
}
