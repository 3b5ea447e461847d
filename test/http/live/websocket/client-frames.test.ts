import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyOverrides } from '../../../../app/contract/overrides.ts';
import { profile } from '../../../../app/contract/profiles.ts';
import { type Bus, createLocalBus } from '../../../../app/live/bus.ts';
import { publishEvents } from '../../../../app/live/messages.ts';
import { debateCancelled, debateCreated } from '../../../support/debates/events.ts';
import { type LiveServer, startLiveServer } from '../../../support/live/live-server.ts';
import { connectSocket } from '../../../support/live/websocket-client.ts';
import { createMemoryStore, type MemoryStore } from '../../../support/stores/memory-store.ts';
import { until } from '../../../support/until.ts';

/** No heartbeats: a busy machine, or a client that does not read, would answer them too late and be closed. */
const contract = applyOverrides(profile('test'), { live: { heartbeatMs: 60_000 } });

describe('a WebSocket that receives client frames', () => {
  let store: MemoryStore;
  let bus: Bus;
  let server: LiveServer;

  beforeEach(async () => {
    store = createMemoryStore();
    bus = createLocalBus();
    server = await startLiveServer({ store, bus, contract });
    store.append('d1', debateCreated);
  });
  afterEach(() => server.close());

  const restart = async (framesPerSecondMax: number) => {
    await server.close();
    server = await startLiveServer({
      store,
      bus,
      contract: applyOverrides(contract, { live: { framesPerSecondMax } }),
    });
  };
  const connect = () => connectSocket(server.url);

  const wrong: readonly (readonly [string, string | Buffer])[] = [
    ['not JSON', 'subscribe d1'],
    ['nothing', ''],
    ['binary', Buffer.from(JSON.stringify({ type: 'ping' }))],
    ['no object', '[1]'],
    ['null', 'null'],
    ['an unknown type', '{"type":"publish"}'],
    ['no type', '{"debate":"d1"}'],
    ['a missing member', '{"type":"subscribe"}'],
    ['an unknown member', '{"type":"ping","extra":1}'],
    ['a cursor below 0', '{"type":"subscribe","debate":"d1","after":-1}'],
    ['a cursor that is no integer', '{"type":"subscribe","debate":"d1","after":1.5}'],
    ['a cursor that is text', '{"type":"subscribe","debate":"d1","after":"1"}'],
    ['a cursor beyond all integers', '{"type":"subscribe","debate":"d1","after":1e300}'],
    ['an id that is none', '{"type":"subscribe","debate":"a/b\\u0000"}'],
    ['an endless id', JSON.stringify({ type: 'subscribe', debate: 'x'.repeat(1000) })],
  ];

  it.each(wrong)('answers an invalid frame (%s) with an error frame and continues', async (_, frame) => {
    const socket = await connect();
    socket.ws.send(frame);
    socket.send({ type: 'ping' });
    await until(() => socket.frames().length === 2, 'two frames', { last: () => socket.frames() });
    expect(socket.frames()).toMatchObject([{ type: 'error', code: 'malformed-frame' }, { type: 'pong' }]);
    expect(server.errors).toEqual([]);
  });

  it('answers each of many random frames with an error frame', async () => {
    await restart(1_000_000);
    const watching = await connect();
    watching.send({ type: 'subscribe', debate: 'd1' });
    const socket = await connect();
    const valid = JSON.stringify({ type: 'subscribe', debate: 'd1', after: 0 });
    const mutated = fc
      .tuple(fc.nat(valid.length), fc.nat(5), fc.string({ maxLength: 5 }))
      .map(([at, length, text]) => valid.slice(0, at) + text + valid.slice(at + length));
    const frame = fc.oneof(
      mutated,
      fc.json(),
      fc.string(),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );
    const frames = fc.sample(frame, 2000);
    for (const next of frames) socket.ws.send(next);
    socket.send({ type: 'ping' });
    await until(() => socket.types().includes('pong'), 'the frame pong', { last: () => socket.types() });
    expect(new Set(socket.frames().flatMap(({ code }) => (code ? [code] : [])))).toContain('malformed-frame');
    publishEvents(bus, 'local', store.append('d1', debateCancelled));
    await until(() => watching.types().includes('ended'), 'the frame ended', {
      last: () => watching.types(),
    });
    expect(watching.types()).toEqual(['subscribed', 'debate.created', 'debate.cancelled', 'ended']);
    expect(server.errors).toEqual([]);
  });

  it('is closed after a frame larger than the contract allows, and no other socket is', async () => {
    const [socket, other] = [await connect(), await connect()];
    socket.ws.send('x'.repeat(contract.live.frameBytesMax + 1));
    await until(() => socket.closed !== null, 'the socket to close', { last: () => socket.frames() });
    expect(socket.closed?.code).toBe(1009);
    other.send({ type: 'ping' });
    await until(() => other.types().includes('pong'), 'the frame pong', { last: () => other.types() });
  });

  it('is closed if the client keeps sending and does not read the answers', async () => {
    await restart(1_000_000);
    const socket = await connect();
    socket.ws.pause();
    // Each answer repeats the name of the unknown member.
    const question = JSON.stringify({ type: 'ping', ['x'.repeat(60_000)]: true });
    for (let asked = 0; asked < 300; asked += 1) socket.ws.send(question);
    await until(() => server.stats.open.socket === 0, 'no open sockets', {
      last: () => server.stats.open.socket,
    });
    expect(server.stats.dead).toBe(0);
    expect(server.stats.bytes).toBeLessThan(300 * 60_000);
  });

  it('ignores frames above the rate limit and reports it once', async () => {
    await restart(10);
    const socket = await connect();
    for (let frames = 0; frames < 30; frames += 1) socket.send({ type: 'ping' });
    await until(() => socket.frames().length >= 11, 'eleven or more frames', { last: () => socket.frames() });
    expect(socket.types().slice(0, 11)).toEqual([...Array.from({ length: 10 }, () => 'pong'), 'error']);
    expect(socket.frames()[10]).toMatchObject({ code: 'too-many-frames' });
    await until(
      () => {
        socket.send({ type: 'ping' });
        return socket.types().lastIndexOf('pong') > 10;
      },
      'the pong after ten pings',
      { last: () => socket.types() },
    );
  });
});
