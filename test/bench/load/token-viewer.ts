import { connect } from 'node:net';
import { encodeClientFrame, handshakeRequest, pongFrame } from '../../support/live/raw-websocket.ts';
import { tokenAgesMs } from './token-stamp.ts';

/** A WebSocket viewer that costs the generator next to nothing: it looks for tokens in the bytes. */
export interface TokenViewer {
  /** Ages of the tokens since the last call. Always empty unless the viewer measures. */
  takeAgesMs(): number[];
  close(): void;
}

/** Without a pong between two heartbeats a viewer counts as dead. Sent unasked, so that no frame need be read. */
const pongMs = 5000;

export function watchTokens(port: number, debate: string, isMeasuring: boolean): TokenViewer {
  const socket = connect(port, '127.0.0.1');
  let ages: number[] = [];
  let isOpen = false;
  socket.on('error', () => {});
  socket.write(handshakeRequest);
  const pongTimer = setInterval(() => socket.write(pongFrame), pongMs);
  socket.once('close', () => clearInterval(pongTimer));
  socket.on('data', (bytes: Buffer) => {
    if (!isOpen) {
      isOpen = true;
      socket.write(encodeClientFrame({ type: 'subscribe', debate }));
    } else if (isMeasuring) ages.push(...tokenAgesMs(bytes.toString('latin1'), Date.now()));
  });
  return {
    takeAgesMs() {
      const taken = ages;
      ages = [];
      return taken;
    },
    close: () => socket.destroy(),
  };
}
