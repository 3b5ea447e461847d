/** Path segments that name their purpose; other paths are not classified. */
const sockets = new Set(['ws', 'wss', 'websocket', 'websockets', 'socket', 'sockets', 'socket.io']);
const streams = new Set(['sse', 'stream', 'streams', 'events', 'event-stream']);

const segmentsOf = (path: string): string[] =>
  path.split('/').map((segment) => segment.replaceAll('*', '').toLowerCase());

export const isSocketPath = (path: string): boolean =>
  segmentsOf(path).some((segment) => sockets.has(segment));

export const isStreamPath = (path: string): boolean =>
  segmentsOf(path).some((segment) => streams.has(segment));
