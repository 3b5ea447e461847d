import { upgradeWebSocket, type WebSocketServerLike } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { WebSocket, WebSocketServer } from 'ws';
import type { Contract } from '../contract/contract.ts';
import { admitViewer, type LiveParts } from './live.ts';
import type { AppContext, AppEnv } from './parts.ts';
import { refuse } from './problems.ts';
import { createSession, type Session, type SessionParts } from './socket-session.ts';
import type { Visitor } from './visits.ts';

export interface SocketParts extends Omit<SessionParts, 'canSee' | 'tenant' | 'ws' | 'stream'>, LiveParts {
  /** Whether the caller of this request may watch a debate; false, too, when there is none. */
  readonly canSee: (c: AppContext, debate: string) => Promise<boolean>;
}

/** The WebSocket server that `serve` is to be given. It only upgrades; `liveSocket` does the rest. */
export function createSocketServer({ live }: Contract): WebSocketServer & WebSocketServerLike {
  const options = {
    noServer: true,
    maxPayload: live.frameBytesMax,
    // Frames are made once for all viewers, which compression by connection would undo; it takes 20 KB a socket, too.
    perMessageDeflate: false,
    clientTracking: false,
    // Not in the types yet: how long a peer may take to answer our close.
    closeTimeout: live.pongMs,
  };
  // node-server is made for ws, but the types of the two differ in what may be left out and what may be undefined.
  return new WebSocketServer(options) as WebSocketServer & WebSocketServerLike;
}

/** Many debates on one WebSocket: the frames of frames.ts both ways, the same ones as in an event stream. */
export function liveSocket(parts: SocketParts): MiddlewareHandler<AppEnv> {
  const { canSee, onError } = parts;

  const upgrade = upgradeWebSocket(
    (c) => {
      let session: Session | null = null;
      let leave = () => {};
      return {
        onOpen(_, { raw }) {
          if (!(raw instanceof WebSocket))
            throw new Error('The socket server must be that of the ws package.');
          const stream = c.env.incoming.socket;
          const visitor = visitorOf(c);
          const { tenant } = visitor.caller;
          const asked = { tenant, canSee: (debate: string) => canSee(c, debate) };
          const opened = createSession({ ...parts, ...asked, ws: raw, stream });
          session = opened;
          leave = parts.gate.visits.begin(visitor, 'socket', opened.revoke);
        },
        onMessage: ({ data }) => session?.receive(data),
        onClose() {
          session?.close();
          leave();
        },
      };
    },
    { onError },
  );

  return (c, next) => {
    if (!isHandshake(c)) {
      const headers = { upgrade: 'websocket', connection: 'upgrade' };
      refuse('upgrade-required', 'This address answers WebSocket handshakes only.', { headers });
    }
    admitViewer(c, c.env.incoming.socket, parts);
    return upgrade(c, next);
  };
}

const visitorOf = ({ var: { caller, address } }: AppContext): Visitor => ({ caller, address });

/** What Node has taken for an upgrade: the header alone, without `Connection: upgrade`, does not make one. */
const isHandshake = (c: AppContext): boolean => c.env !== undefined && 'wss' in c.env;
