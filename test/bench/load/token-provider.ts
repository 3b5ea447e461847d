import { createServer, type ServerResponse } from 'node:http';
import { listenOnLoopback } from '../../support/agents/model-server.ts';
import { stampToken } from './token-stamp.ts';

/** A provider of chat completions whose streams all send tokens at the same rate and never end. */
export interface TokenProvider {
  readonly url: string;
  /** Streams that are open. */
  streams(): number;
  /** Tokens sent so far. */
  sent(): number;
  close(): void;
}

interface Stream {
  readonly response: ServerResponse;
  readonly startedAt: number;
  sent: number;
}

/** Sends what is due, one token a chunk. */
const tickMs = 5;

export async function startTokenProvider(tokensPerSecond: number): Promise<TokenProvider> {
  const streams = new Set<Stream>();
  let sent = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (request.method === 'GET') return void response.end('{"data":[{"id":"bench"}]}');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const stream = { response, startedAt: Date.now(), sent: 0 };
    streams.add(stream);
    response.on('close', () => streams.delete(stream));
  });
  const timer = setInterval(() => {
    const now = Date.now();
    for (const stream of streams) {
      const due = Math.floor(((now - stream.startedAt) * tokensPerSecond) / 1000);
      for (; stream.sent < due; stream.sent += 1, sent += 1) {
        const dueAt = stream.startedAt + ((stream.sent + 1) * 1000) / tokensPerSecond;
        stream.response.write(encodeChunk(stampToken(dueAt)));
      }
    }
  }, tickMs);
  const url = await listenOnLoopback(server);
  return {
    url,
    streams: () => streams.size,
    sent: () => sent,
    close() {
      clearInterval(timer);
      server.closeAllConnections();
      server.close();
    },
  };
}

const mark = 'CONTENT';
const choice = { index: 0, delta: { content: mark }, finish_reason: null };
const [chunkStart, chunkEnd] = JSON.stringify({
  ...{ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'bench' },
  choices: [choice],
}).split(mark);

const encodeChunk = (content: string) => `data: ${chunkStart}${content}${chunkEnd}\n\n`;
