import { upgradeWebSocket, type WebSocketServerLike } from '@hono/node-server';
import { WebSocket, WebSocketServer } from 'ws';
import type { Contract } from '../../../contract/types/contract.ts';
import type { Hub } from '../../../live/hub.ts';
import type { ViewerRegistry } from '../../../live/viewer-registry.ts';
import type { Clock } from '../../../shared/clock.ts';
import type { KeySessions } from '../../auth/key-sessions.ts';
import type { AppContext, AppMiddleware } from '../../context.ts';
import { throwProblem } from '../../errors/problem-types.ts';
import { admitViewer } from '../admission.ts';
import { createWebSocketSession, type WebSocketSession } from './session.ts';

export interface WebSocketDeps {
  readonly hub: Pick<Hub, 'subscribe'>;
  readonly viewers: Pick<ViewerRegistry, 'admit' | 'register'>;
  readonly contract: Contract;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly accessControl: { readonly keySessions: Pick<KeySessions, 'open'> };
  /** True if the caller may watch the debate; false also if the debate does not exist. */
  readonly canView: (c: AppContext, debate: string) => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

/** For the `websocket` option of the HTTP server. It only upgrades; the handler below does the rest. */
export function createWebSocketServer({ live }: Contract): WebSocketServer & WebSocketServerLike {
  const options = {
    noServer: true,
    maxPayload: live.frameBytesMax,
    // Frames are encoded once for all viewers; compression is per connection, and would also cost 20 KB per socket.
    perMessageDeflate: false,
    clientTracking: false,
    // Time for the peer to answer a close frame. Not in the types yet.
    closeTimeout: live.closeTimeoutMs,
  };
  // node-server is made for ws, but their types differ in optional and undefined members.
  return new WebSocketServer(options) as WebSocketServer & WebSocketServerLike;
}

/** Handles a WebSocket that watches many debates, with the frames of debate/core/frames.ts. */
export function createWebSocketHandler(deps: WebSocketDeps): AppMiddleware {
  const { hub, viewers, contract, clock, accessControl, canView, onError } = deps;

  const upgrade = upgradeWebSocket(
    (c) => {
      let session: WebSocketSession | null = null;
      let closeKeySession = () => {};
      return {
        onOpen(_, { raw }) {
          if (!(raw instanceof WebSocket))
            throw new Error('the WebSocket server is not that of the ws package');
          const { caller, address } = c.var;
          const opened = createWebSocketSession({
            ws: raw,
            stream: c.env.incoming.socket,
            tenant: caller.tenant,
            canView: (debate) => canView(c, debate),
            hub,
            viewers,
            contract,
            clock,
            onError,
          });
          session = opened;
          closeKeySession = accessControl.keySessions.open({ caller, address }, 'socket', opened.revoke);
        },
        onMessage: ({ data }) => session?.receive(data),
        onClose() {
          session?.close();
          closeKeySession();
        },
      };
    },
    { onError },
  );

  return (c, next) => {
    if (!isUpgradeRequest(c)) {
      const headers = { upgrade: 'websocket', connection: 'upgrade' };
      throwProblem('upgrade-required', 'This route accepts WebSocket handshakes only.', { headers });
    }
    admitViewer(c, c.env.incoming.socket, { viewers, contract });
    return upgrade(c, next);
  };
}

/** True if Node has treated the request as an upgrade, which needs `Connection: upgrade` in addition to the header. */
const isUpgradeRequest = (c: AppContext): boolean => c.env !== undefined && 'wss' in c.env;
