import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ClientFrame } from '../../app/debate/frames.ts';

/** A frame as it came. */
export interface Said {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** A WebSocket client that keeps what it is told. */
export interface SocketViewer {
  readonly ws: WebSocket;
  readonly said: Said[];
  closed: { readonly code: number; readonly reason: string } | null;
  send(frame: ClientFrame): void;
  /** All but the heartbeats, which come when they come. */
  frames(): Said[];
  types(): string[];
  /** The stored events. */
  events(): Said[];
}

/** Connects to the `/ws` of a server at an `http:` address. */
export async function connectSocket(
  url: string,
  options: ConstructorParameters<typeof WebSocket>[2] = {},
  query = '',
): Promise<SocketViewer> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/ws${query}`, options);
  const viewer: SocketViewer = {
    ws,
    said: [],
    closed: null,
    send: (frame) => ws.send(JSON.stringify(frame)),
    frames: () => viewer.said.filter(({ type }) => type !== 'heartbeat'),
    types: () => viewer.frames().map(({ type }) => type),
    events: () => viewer.said.filter((frame) => 'hash' in frame),
  };
  ws.on('message', (data) => viewer.said.push(JSON.parse(String(data))));
  ws.on('close', (code, reason) => {
    viewer.closed = { code, reason: String(reason) };
  });
  ws.on('error', () => {});
  await once(ws, 'open');
  return viewer;
}
