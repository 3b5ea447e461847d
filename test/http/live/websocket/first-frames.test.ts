import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalBus } from '../../../../app/live/bus.ts';
import { debateCreated } from '../../../support/debates/events.ts';
import { type LiveServer, startLiveServer } from '../../../support/live/live-server.ts';
import { encodeClientFrame, handshakeRequest } from '../../../support/live/raw-websocket.ts';
import { createMemoryStore } from '../../../support/stores/memory-store.ts';
import { until } from '../../../support/until.ts';

describe('frames that a client sends before it knows that the socket is open', () => {
  let server: LiveServer;
  let socket: Socket;
  let received: string;

  beforeEach(async () => {
    const store = createMemoryStore();
    store.append('d1', debateCreated);
    server = await startLiveServer({ store, bus: createLocalBus() });
    received = '';
    socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      received += text;
    });
    await once(socket, 'connect');
  });
  afterEach(async () => {
    socket.destroy();
    await server.close();
  });

  const subscribe = encodeClientFrame({ type: 'subscribe', debate: 'd1' });
  const ping = encodeClientFrame({ type: 'ping' });
  const hasFrame = (type: string) => received.includes(`"type":"${type}"`);

  it('are heard when they come in one packet with the handshake', async () => {
    socket.write(Buffer.concat([Buffer.from(handshakeRequest), subscribe, ping]));
    await until(
      () => hasFrame('subscribed') && hasFrame('debate.created') && hasFrame('pong'),
      'the frames subscribed, debate.created and pong',
      { last: () => received },
    );
    expect(received.startsWith('HTTP/1.1 101 ')).toBe(true);
  });

  it('are heard when a packet ends in the middle of one', async () => {
    socket.write(Buffer.concat([Buffer.from(handshakeRequest), subscribe.subarray(0, 9)]));
    await until(() => received.includes('\r\n\r\n'), 'the handshake response', { last: () => received });
    socket.write(Buffer.concat([subscribe.subarray(9), ping]));
    await until(
      () => hasFrame('subscribed') && hasFrame('debate.created') && hasFrame('pong'),
      'the frames subscribed, debate.created and pong',
      { last: () => received },
    );
  });

  it('are heard when they come right after it, before it is answered', async () => {
    socket.write(handshakeRequest);
    socket.write(subscribe);
    socket.write(ping);
    await until(
      () => hasFrame('subscribed') && hasFrame('debate.created') && hasFrame('pong'),
      'the frames subscribed, debate.created and pong',
      { last: () => received },
    );
  });
});
