import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Ending, type WireName, wireFormats } from './wire-formats.ts';

/** The behaviour of the server for one call. */
export type ScriptedReply =
  | { readonly kind: 'reply'; readonly chunks: readonly string[]; readonly ending?: Ending }
  | { readonly kind: 'refusal'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** An error in the stream, after the pieces. */
  | { readonly kind: 'error'; readonly chunks: readonly string[]; readonly message: string }
  /** The stream ends after the pieces, without a word that it does. */
  | { readonly kind: 'cut'; readonly chunks: readonly string[] }
  /** The connection breaks after the pieces. */
  | { readonly kind: 'reset'; readonly chunks: readonly string[] }
  /** Nothing comes after the pieces, and the connection stays open. */
  | { readonly kind: 'silence'; readonly chunks: readonly string[] };

export interface ModelCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Resolves when either side has closed the connection of the call. */
  readonly closed: Promise<void>;
}

export interface ModelServer {
  readonly url: string;
  readonly calls: readonly ModelCall[];
  readonly close: () => Promise<void>;
}

/**
 * A provider on loopback, which lists its models. The first other call meets the first scene; the last scene
 * is for all that follow.
 */
export async function startModelServer(
  format: WireName,
  replies: readonly ScriptedReply[],
): Promise<ModelServer> {
  const calls: ModelCall[] = [];
  const server = createServer((request, response) => {
    const closed = new Promise<void>((resolve) => response.once('close', () => resolve()));
    if (request.url?.endsWith('/models')) {
      response.end(JSON.stringify({ data: [{ id: 'nomic-embed-text' }, { id: 'test-model' }] }));
      return;
    }
    readBody(request).then((body) => {
      const reply = replies[Math.min(calls.length, replies.length - 1)];
      calls.push({ path: request.url ?? '', headers: request.headers, body, closed });
      if (reply) sendReply(format, reply, response);
    });
  });
  const url = await listenOnLoopback(server);
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
export function listenOnLoopback(server: ReturnType<typeof createServer>): Promise<string> {
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

function sendReply(format: WireName, reply: ScriptedReply, response: ServerResponse): void {
  const wire = wireFormats[format];
  if (reply.kind === 'refusal') {
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify(wire.refusal(reply.status, `refused with ${reply.status}`)));
    return;
  }
  response.writeHead(200, { 'content-type': wire.contentType });
  response.flushHeaders();
  if (reply.kind === 'silence' && reply.chunks.length === 0) return;
  response.write(wire.start());
  for (const chunk of reply.chunks) response.write(wire.text(chunk));
  switch (reply.kind) {
    case 'reply':
      response.end(wire.end(reply.ending ?? 'stop'));
      return;
    case 'error':
      response.end(wire.error(reply.message));
      return;
    case 'cut':
      response.end();
      return;
    case 'reset':
      // Only after the written data has been sent.
      response.write('', () => setImmediate(() => response.socket?.destroy()));
      return;
    case 'silence':
      return;
  }
}
