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
  it('has the seq of stored events as id, and no id for deltas', () => {
    const text = createPacket([toEnvelope(stored), delta])
      .sse()
      .toString();
    expect(text).toBe(
      `id: 1\nevent: note.added\ndata: ${JSON.stringify(toEnvelope(stored))}\n\n` +
        `event: turn.delta\ndata: ${JSON.stringify(delta)}\n\n`,
    );
  });

  it('sets the retry time of a browser from a reconnect frame', () => {
    const text = createPacket([{ type: 'reconnect', retryMs: 1234 }])
      .sse()
      .toString();
    expect(text).toBe('retry: 1234\nevent: reconnect\ndata: {"type":"reconnect","retryMs":1234}\n\n');
  });
});

it('a packet as a chunk of HTTP has its length in bytes, in hexadecimal', () => {
  const packet = createPacket([toEnvelope(stored)]);
  expect(packet.sseChunk().toString()).toBe(`${packet.sse().length.toString(16)}\r\n${packet.sse()}\r\n`);
});

describe('a packet as WebSocket messages', () => {
  /** The messages that a WebSocket client decodes from the bytes. */
  async function decode(bytes: Buffer, messages: number): Promise<unknown[]> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
    server.on('connection', (_, { socket }) => socket.write(bytes));
    await once(server, 'listening');
    const address = server.address();
    const client = new WebSocket(`ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    const texts: unknown[] = [];
    client.onmessage = ({ data }) => texts.push(JSON.parse(data));
    await until(() => texts.length === messages, 'all messages', { last: () => texts.length });
    client.close();
    server.close();
    return texts;
  }

  it('is one message per frame', async () => {
    const frames = [toEnvelope(stored), delta, delta];
    expect(await decode(createPacket(frames).socket(), 3)).toEqual(frames);
  });

  it.each([125, 126, 127, 65_535, 65_536, 300_000])(
    'is decoded unchanged at a length of %i bytes',
    async (bytes) => {
      const frame = { type: 'error', code: 'c', detail: '' } as const;
      const detail = 'x'.repeat(bytes - JSON.stringify(frame).length);
      const packet = createPacket([{ ...frame, detail }]);
      expect(await decode(packet.socket(), 1)).toEqual([{ ...frame, detail }]);
    },
  );

  it('is encoded once for all viewers', () => {
    const packet = createPacket([delta]);
    expect(packet.socket()).toBe(packet.socket());
    expect(packet.sse()).toBe(packet.sse());
  });
});
