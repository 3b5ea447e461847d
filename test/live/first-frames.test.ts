import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalBus } from '../../app/live/bus.ts';
import { created } from '../support/debate-events.ts';
import { type LiveServer, startLiveServer } from '../support/live-server.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { frameOf, handshake } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';

describe('frames that a client sends before it knows that the socket is open', () => {
  let server: LiveServer;
  let socket: Socket;
  let heard: string;

  beforeEach(async () => {
    const store = createMemoryStore();
    store.append('d1', created);
    server = await startLiveServer({ store, bus: createLocalBus() });
    heard = '';
    socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      heard += text;
    });
    await once(socket, 'connect');
  });
  afterEach(async () => {
    socket.destroy();
    await server.close();
  });

  const subscribe = frameOf({ type: 'subscribe', debate: 'd1' });
  const ping = frameOf({ type: 'ping' });
  const says = (type: string) => heard.includes(`"type":"${type}"`);

  it('are heard when they come in one packet with the handshake', async () => {
    socket.write(Buffer.concat([Buffer.from(handshake), subscribe, ping]));
    await until(() => says('subscribed') && says('debate.created') && says('pong'));
    expect(heard.startsWith('HTTP/1.1 101 ')).toBe(true);
  });

  it('are heard when a packet ends in the middle of one', async () => {
    socket.write(Buffer.concat([Buffer.from(handshake), subscribe.subarray(0, 9)]));
    await until(() => heard.includes('\r\n\r\n'));
    socket.write(Buffer.concat([subscribe.subarray(9), ping]));
    await until(() => says('subscribed') && says('debate.created') && says('pong'));
  });

  it('are heard when they come right after it, before it is answered', async () => {
    socket.write(handshake);
    socket.write(subscribe);
    socket.write(ping);
    await until(() => says('subscribed') && says('debate.created') && says('pong'));
  });
});
