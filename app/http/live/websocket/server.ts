import { upgradeWebSocket, type WebSocketServerLike } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { WebSocket, WebSocketServer } from 'ws';
import type { Contract } from '../../../contract/types/contract.ts';
import type { SessionOwner } from '../../auth/key-sessions.ts';
import type { AppContext, AppEnv } from '../../deps.ts';
import { throwProblem } from '../../errors/problem-types.ts';
import { admitViewer, type LiveDeps } from '../sse.ts';
import { createWebSocketSession, type WebSocketSession, type WebSocketSessionDeps } from './session.ts';

export interface WebSocketDeps
  extends Omit<WebSocketSessionDeps, 'canView' | 'tenant' | 'ws' | 'stream'>,
    LiveDeps {
  /** Whether the caller of this request may watch a debate; false, too, when there is none. */
  readonly canView: (c: AppContext, debate: string) => Promise<boolean>;
}

/** The WebSocket server that `serve` is to be given. It only upgrades; `liveSocket` does the rest. */
export function createWebSocketServer({ live }: Contract): WebSocketServer & WebSocketServerLike {
  const options = {
    noServer: true,
    maxPayload: live.frameBytesMax,
    // Frames are made once for all viewers, which compression by connection would undo; it takes 20 KB a socket, too.
    perMessageDeflate: false,
    clientTracking: false,
    // Not in the types yet: how long a peer may take to answer our close.
    closeTimeout: live.closeTimeoutMs,
  };
  // node-server is made for ws, but the types of the two differ in what may be left out and what may be undefined.
  return new WebSocketServer(options) as WebSocketServer & WebSocketServerLike;
}

/** Many debates on one WebSocket: the frames of frames.ts both ways, the same ones as in an event stream. */
export function createWebSocketHandler(deps: WebSocketDeps): MiddlewareHandler<AppEnv> {
  const { canView, onError } = deps;

  const upgrade = upgradeWebSocket(
    (c) => {
      let session: WebSocketSession | null = null;
      let closeKeySession = () => {};
      return {
        onOpen(_, { raw }) {
          if (!(raw instanceof WebSocket))
            throw new Error('The socket server must be that of the ws package.');
          const stream = c.env.incoming.socket;
          const owner = sessionOwner(c);
          const { tenant } = owner.caller;
          const viewerScope = { tenant, canView: (debate: string) => canView(c, debate) };
          const opened = createWebSocketSession({ ...deps, ...viewerScope, ws: raw, stream });
          session = opened;
          closeKeySession = deps.accessControl.keySessions.open(owner, 'socket', opened.revoke);
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
      throwProblem('upgrade-required', 'This address answers WebSocket handshakes only.', { headers });
    }
    admitViewer(c, c.env.incoming.socket, deps);
    return upgrade(c, next);
  };
}

const sessionOwner = ({ var: { caller, address } }: AppContext): SessionOwner => ({ caller, address });

/** What Node has taken for an upgrade: the header alone, without `Connection: upgrade`, does not make one. */
const isUpgradeRequest = (c: AppContext): boolean => c.env !== undefined && 'wss' in c.env;
