import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ClientFrame } from '../../../app/debate/core/frames.ts';

/** A received frame. */
export interface ReceivedFrame {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** A WebSocket client that records the frames it receives. */
export interface WebSocketClient {
  readonly ws: WebSocket;
  readonly received: ReceivedFrame[];
  closed: { readonly code: number; readonly reason: string } | null;
  send(frame: ClientFrame): void;
  /** All frames except heartbeats, whose timing varies. */
  frames(): ReceivedFrame[];
  types(): string[];
  /** The stored events. */
  events(): ReceivedFrame[];
}

/** Connects to the `/ws` of a server at an `http:` address. */
export async function connectSocket(
  url: string,
  options: ConstructorParameters<typeof WebSocket>[2] = {},
  query = '',
): Promise<WebSocketClient> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/ws${query}`, options);
  const client: WebSocketClient = {
    ws,
    received: [],
    closed: null,
    send: (frame) => ws.send(JSON.stringify(frame)),
    frames: () => client.received.filter(({ type }) => type !== 'heartbeat'),
    types: () => client.frames().map(({ type }) => type),
    events: () => client.received.filter((frame) => 'hash' in frame),
  };
  ws.on('message', (data) => client.received.push(JSON.parse(String(data))));
  ws.on('close', (code, reason) => {
    client.closed = { code, reason: String(reason) };
  });
  ws.on('error', () => {});
  await once(ws, 'open');
  return client;
}
