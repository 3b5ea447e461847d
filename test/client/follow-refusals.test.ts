import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { ApiError } from '../../app/client/client.ts';
import { type FollowOptions, follow } from '../../app/client/follow.ts';
import { type SocketFrame, toEnvelope } from '../../app/debate/core/frames.ts';
import { debateCancelled, debateCreated, noteAdded } from '../support/debates/events.ts';
import { createMemoryStore } from '../support/stores/memory-store.ts';

const debate = 'd1';
const log = createMemoryStore()
  .append(debate, debateCreated, noteAdded('naïve 😀'), noteAdded('three'), debateCancelled)
  .map(toEnvelope);
const subscribedFrame: SocketFrame = {
  type: 'subscribed',
  debate,
  mode: 'snapshot',
  seq: 4,
  heartbeatMs: 60_000,
  retryMs: 1,
};

describe('following after a refusal', () => {
  async function serve(answer: (response: ServerResponse, tries: number) => void) {
    let tries = 0;
    const server = createServer((_, response) => {
      tries += 1;
      answer(response, tries);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const bound = server.address();
    return {
      baseUrl: `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`,
      tries: () => tries,
      close: () => server.close(),
    };
  }
  const seqs = async (options: FollowOptions) => {
    const found: number[] = [];
    for await (const frame of follow(options)) if ('seq' in frame) found.push(frame.seq);
    return found;
  };
  const wholeLog = log.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join('');

  it('throws a permanent refusal with the code of the server', async () => {
    const problem = { status: 404, code: 'not-found', detail: 'There is no such debate.' };
    const server = await serve((response) => response.writeHead(404).end(JSON.stringify(problem)));
    const refused = seqs({ baseUrl: server.baseUrl, debate });
    await expect(refused).rejects.toThrow(ApiError);
    await expect(refused).rejects.toMatchObject(problem);
    expect(server.tries()).toBe(1);
    server.close();
  });

  it.each([429, 503])(
    'retries a temporary refusal (%i) after the time that the server asks for',
    async (status) => {
      const server = await serve((response, tries) => {
        if (tries === 1) response.writeHead(status, { 'retry-after': '0' }).end();
        else response.end(wholeLog);
      });
      expect(await seqs({ baseUrl: server.baseUrl, debate })).toEqual([1, 2, 3, 4]);
      server.close();
    },
  );

  it('throws a permanent error frame of a socket, and retries after unavailable', async () => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(sockets, 'listening');
    const codes = ['unavailable', 'not-found'];
    sockets.on('connection', (socket) => {
      socket.once('message', () => {
        socket.send(JSON.stringify(subscribedFrame));
        socket.send(JSON.stringify({ type: 'error', code: codes.shift(), detail: 'No.', debate }));
      });
    });
    const bound = sockets.address();
    const baseUrl = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
    const refused = seqs({ baseUrl, debate, transport: 'socket' });
    await expect(refused).rejects.toMatchObject({ status: 404, code: 'not-found' });
    expect(codes).toEqual([]);
    sockets.close();
  });

  it('ends without frames on status 204', async () => {
    const server = await serve((response) => response.writeHead(204).end());
    expect(await seqs({ baseUrl: server.baseUrl, debate, after: 5 })).toEqual([]);
    server.close();
  });

  it.each([1, 2, 3, 7])('reads a stream that arrives in chunks of %i bytes', async (size) => {
    const bytes = Buffer.from(wholeLog.replaceAll('\n', size % 2 ? '\r\n' : '\n'));
    const server = await serve(async (response) => {
      for (let at = 0; at < bytes.length; at += size) {
        if (!response.write(bytes.subarray(at, at + size))) await once(response, 'drain');
      }
      response.end();
    });
    expect(await seqs({ baseUrl: server.baseUrl, debate })).toEqual([1, 2, 3, 4]);
    server.close();
  });
});
