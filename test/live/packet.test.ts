import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Frame } from '../../app/debate/core/frames.ts';
import { toEnvelope } from '../../app/debate/core/frames.ts';
import { createPacket } from '../../app/live/packet.ts';
import { noteAdded } from '../support/debates/events.ts';
import { createMemoryStore } from '../support/stores/memory-store.ts';
import { until } from '../support/until.ts';

const [stored] = createMemoryStore().append('d1', noteAdded('naïve 😀\nnext line'));
if (!stored) throw new Error('nothing stored');
const delta: Frame = {
  debate: 'd1',
  type: 'turn.delta',
  data: { turn: 't', attempt: 1, offset: 0, text: 'Hi' },
};

describe('a packet as server-sent events', () => {
  it('gives stored events their seq as id, and deltas none', () => {
    const text = createPacket([toEnvelope(stored), delta])
      .sse()
      .toString();
    expect(text).toBe(
      `id: 1\nevent: note.added\ndata: ${JSON.stringify(toEnvelope(stored))}\n\n` +
        `event: turn.delta\ndata: ${JSON.stringify(delta)}\n\n`,
    );
  });

  it('tells a browser when to come back', () => {
    const text = createPacket([{ type: 'reconnect', retryMs: 1234 }])
      .sse()
      .toString();
    expect(text).toBe('retry: 1234\nevent: reconnect\ndata: {"type":"reconnect","retryMs":1234}\n\n');
  });
});

describe('a packet as WebSocket messages', () => {
  /** What a WebSocket client makes of the bytes. */
  async function received(bytes: Buffer, messages: number): Promise<unknown[]> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
    server.on('connection', (_, { socket }) => socket.write(bytes));
    await once(server, 'listening');
    const address = server.address();
    const client = new WebSocket(`ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    const texts: unknown[] = [];
    client.onmessage = ({ data }) => texts.push(JSON.parse(data));
    await until(() => texts.length === messages);
    client.close();
    server.close();
    return texts;
  }

  it('is one message a frame', async () => {
    const frames = [toEnvelope(stored), delta, delta];
    expect(await received(createPacket(frames).socket(), 3)).toEqual(frames);
  });

  it.each([125, 126, 127, 65_535, 65_536, 300_000])('holds at a length of %i bytes', async (bytes) => {
    const frame = { type: 'error', code: 'c', detail: '' } as const;
    const detail = 'x'.repeat(bytes - JSON.stringify(frame).length);
    const packet = createPacket([{ ...frame, detail }]);
    expect(await received(packet.socket(), 1)).toEqual([{ ...frame, detail }]);
  });

  it('is made once, however many viewers get it', () => {
    const packet = createPacket([delta]);
    expect(packet.socket()).toBe(packet.socket());
    expect(packet.sse()).toBe(packet.sse());
  });
});
