import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Ending, type Format, wires } from './wires.ts';

/** What the server does with one call. */
export type Scene =
  | { readonly kind: 'reply'; readonly pieces: readonly string[]; readonly ending?: Ending }
  | { readonly kind: 'refusal'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** An error in the stream, after the pieces. */
  | { readonly kind: 'error'; readonly pieces: readonly string[]; readonly message: string }
  /** The stream ends after the pieces, without a word that it does. */
  | { readonly kind: 'cut'; readonly pieces: readonly string[] }
  /** The connection breaks after the pieces. */
  | { readonly kind: 'reset'; readonly pieces: readonly string[] }
  /** Nothing comes after the pieces, and the connection stays open. */
  | { readonly kind: 'silence'; readonly pieces: readonly string[] };

export interface Call {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Resolves when the connection of the call is gone, whoever closed it. */
  readonly closed: Promise<void>;
}

export interface ModelServer {
  readonly url: string;
  readonly calls: readonly Call[];
  readonly close: () => Promise<void>;
}

/**
 * A provider on loopback, which lists its models. The first other call meets the first scene; the last scene
 * is for all that follow.
 */
export async function startModelServer(format: Format, scenes: readonly Scene[]): Promise<ModelServer> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const closed = new Promise<void>((resolve) => response.once('close', () => resolve()));
    if (request.url?.endsWith('/models')) {
      response.end(JSON.stringify({ data: [{ id: 'nomic-embed-text' }, { id: 'test-model' }] }));
      return;
    }
    readBody(request).then((body) => {
      const scene = scenes[Math.min(calls.length, scenes.length - 1)];
      calls.push({ path: request.url ?? '', headers: request.headers, body, closed });
      if (scene) play(format, scene, response);
    });
  });
  const url = await listen(server);
  return {
    url,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Starts a server on a free port of loopback; gives its address. */
export function listen(server: ReturnType<typeof createServer>): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('not listening on a port');
      resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function play(format: Format, scene: Scene, response: ServerResponse): void {
  const wire = wires[format];
  if (scene.kind === 'refusal') {
    response.writeHead(scene.status, { 'content-type': 'application/json', ...scene.headers });
    response.end(JSON.stringify(wire.refusal(scene.status, `refused with ${scene.status}`)));
    return;
  }
  response.writeHead(200, { 'content-type': wire.contentType });
  response.flushHeaders();
  if (scene.kind === 'silence' && scene.pieces.length === 0) return;
  response.write(wire.start());
  for (const piece of scene.pieces) response.write(wire.text(piece));
  switch (scene.kind) {
    case 'reply':
      response.end(wire.end(scene.ending ?? 'stop'));
      return;
    case 'error':
      response.end(wire.error(scene.message));
      return;
    case 'cut':
      response.end();
      return;
    case 'reset':
      // What was written has to leave first.
      response.write('', () => setImmediate(() => response.socket?.destroy()));
      return;
    case 'silence':
      return;
  }
}
