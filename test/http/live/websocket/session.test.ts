import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { applyOverrides } from '../../../../app/contract/overrides.ts';
import { profile } from '../../../../app/contract/profiles.ts';
import { toEnvelope } from '../../../../app/debate/core/frames.ts';
import { type Bus, createLocalBus } from '../../../../app/live/bus.ts';
import { publishEvents } from '../../../../app/live/messages.ts';
import { debateCancelled, debateCreated, noteAdded } from '../../../support/debates/events.ts';
import { type LiveServer, startLiveServer } from '../../../support/live/live-server.ts';
import { connectSocket } from '../../../support/live/websocket-client.ts';
import { createMemoryStore, type MemoryStore } from '../../../support/stores/memory-store.ts';
import { until } from '../../../support/until.ts';

const contract = profile('test');
const { heartbeatMs, retryMs } = contract.live;

describe('a WebSocket session', () => {
  let store: MemoryStore;
  let bus: Bus;
  let server: LiveServer;

  beforeEach(async () => {
    store = createMemoryStore();
    bus = createLocalBus();
    server = await startLiveServer({ store, bus });
    store.append('d1', debateCreated);
    store.append('d2', debateCreated, noteAdded('two'));
  });
  afterEach(() => server.close());

  const restart = async (
    changes: Parameters<typeof applyOverrides<typeof contract>>[1],
    canSee?: () => Promise<boolean>,
  ) => {
    await server.close();
    server = await startLiveServer({
      store,
      bus,
      contract: applyOverrides(contract, changes),
      ...(canSee ? { canSee } : {}),
    });
  };

  const connect = (options = {}) => connectSocket(server.url, options);

  const subscribed = (debate: string, mode: string, seq: number) => ({
    type: 'subscribed',
    debate,
    mode,
    seq,
    heartbeatMs,
    retryMs,
  });
  const log = (debate: string) => store.log(debate).map(toEnvelope);

  it('sends many debates, each from its cursor, in the frames of an event stream', async () => {
    const socket = await connect();
    socket.send({ type: 'subscribe', debate: 'd1' });
    await until(() => socket.frames().length === 2, 'two frames', { last: () => socket.frames() });
    socket.send({ type: 'subscribe', debate: 'd2', after: 1 });
    await until(() => socket.frames().length === 4, 'four frames', { last: () => socket.frames() });
    publishEvents(bus, 'local', store.append('d1', noteAdded('live')));
    await until(() => socket.frames().length === 5, 'five frames', { last: () => socket.frames() });
    expect(socket.frames()).toEqual([
      subscribed('d1', 'snapshot', 1),
      log('d1')[0],
      subscribed('d2', 'resumed', 2),
      log('d2')[1],
      log('d1')[1],
    ]);
  });

  it('sends ended after the last event of a debate and stays open', async () => {
    const socket = await connect();
    store.append('d1', debateCancelled);
    socket.send({ type: 'subscribe', debate: 'd1' });
    await until(() => socket.types().includes('ended'), 'the frame ended', { last: () => socket.types() });
    expect(socket.frames().at(-1)).toEqual({ type: 'ended', debate: 'd1', seq: 2 });
    socket.send({ type: 'ping' });
    await until(() => socket.types().includes('pong'), 'the frame pong', { last: () => socket.types() });
    expect(socket.closed).toBeNull();
  });

  it('sends nothing of a debate after unsubscribed', async () => {
    const socket = await connect();
    socket.send({ type: 'subscribe', debate: 'd1' });
    socket.send({ type: 'unsubscribe', debate: 'd1' });
    socket.send({ type: 'unsubscribe', debate: 'never' });
    await until(() => socket.frames().length >= 2, 'two or more frames', { last: () => socket.frames() });
    publishEvents(bus, 'local', store.append('d1', noteAdded('not for me')));
    socket.send({ type: 'ping' });
    await until(() => socket.types().includes('pong'), 'the frame pong', { last: () => socket.types() });
    expect(socket.types().slice(socket.types().indexOf('unsubscribed'))).toEqual([
      'unsubscribed',
      'unsubscribed',
      'pong',
    ]);
  });

  it('restarts from the new cursor when a debate is subscribed again', async () => {
    const socket = await connect();
    socket.send({ type: 'subscribe', debate: 'd2' });
    await until(() => socket.frames().length === 3, 'three frames', { last: () => socket.frames() });
    socket.send({ type: 'subscribe', debate: 'd2', after: 1 });
    await until(() => socket.frames().length === 5, 'five frames', { last: () => socket.frames() });
    publishEvents(bus, 'local', store.append('d2', noteAdded('once')));
    socket.send({ type: 'ping' });
    await until(() => socket.types().includes('pong'), 'the frame pong', { last: () => socket.types() });
    expect(socket.frames().slice(3)).toEqual([
      subscribed('d2', 'resumed', 2),
      log('d2')[1],
      log('d2')[2],
      { type: 'pong' },
    ]);
  });

  it('answers an unknown debate and one without access in the same way', async () => {
    const socket = await connect();
    socket.send({ type: 'subscribe', debate: 'nowhere' });
    await until(() => socket.frames().length === 1, 'one frame', { last: () => socket.frames() });
    expect(socket.frames()[0]).toMatchObject({ type: 'error', code: 'not-found', debate: 'nowhere' });
  });

  it('answers unavailable during a database outage and stays open', async () => {
    await restart({}, () => Promise.reject(new Error('database unavailable')));
    const socket = await connect();
    socket.send({ type: 'subscribe', debate: 'd1' });
    await until(() => socket.frames().length === 1, 'one frame', { last: () => socket.frames() });
    expect(socket.frames()[0]).toMatchObject({ type: 'error', code: 'unavailable', debate: 'd1' });
    expect(server.errors).toEqual([new Error('database unavailable')]);
    expect(socket.closed).toBeNull();
  });

  it('refuses a subscription above the limit', async () => {
    await restart({ live: { subscriptionsPerSocketMax: 1 } });
    const socket = await connect();
    socket.send({ type: 'subscribe', debate: 'd1' });
    socket.send({ type: 'subscribe', debate: 'd2' });
    await until(() => socket.frames().length === 3, 'three frames', { last: () => socket.frames() });
    expect(socket.frames()).toContainEqual(
      expect.objectContaining({ type: 'error', code: 'too-many-subscriptions', debate: 'd2' }),
    );
    socket.send({ type: 'unsubscribe', debate: 'd1' });
    socket.send({ type: 'subscribe', debate: 'd2' });
    await until(
      () => socket.frames().some(({ type, debate }) => type === 'subscribed' && debate === 'd2'),
      'the subscription to d2',
      { last: () => socket.frames() },
    );
  });

  it('sends heartbeats and closes a socket that does not answer pings', async () => {
    const [living, dead] = [await connect(), await connect({ autoPong: false })];
    await until(() => dead.closed !== null, 'the socket to close', { last: () => dead.frames() });
    expect(dead.closed?.code).toBe(1006);
    expect(dead.received).toContainEqual({ type: 'heartbeat' });
    expect(server.stats).toMatchObject({ dead: 1, open: { socket: 1 } });
    living.send({ type: 'ping' });
    await until(() => living.types().includes('pong'), 'the frame pong', { last: () => living.types() });
  });

  it('releases a viewer whose connection was lost', async () => {
    const socket = await connect();
    socket.send({ type: 'subscribe', debate: 'd1' });
    await until(() => socket.frames().length === 2, 'two frames', { last: () => socket.frames() });
    expect(server.stats.open.socket).toBe(1);
    socket.ws.terminate();
    await until(() => server.stats.open.socket === 0, 'no open sockets', {
      last: () => server.stats.open.socket,
    });
    await until(() => server.stats.debates === 0, 'no watched debate', { last: () => server.stats.debates });
    expect(server.errors).toEqual([]);
  });

  it('asks the viewer to reconnect when the process drains', async () => {
    const sockets = await Promise.all([connect(), connect()]);
    for (const socket of sockets) socket.send({ type: 'subscribe', debate: 'd1' });
    await until(() => sockets.every((socket) => socket.frames().length === 2), 'two frames on every socket');
    await server.viewers.drain(30);
    await until(() => sockets.every(({ closed }) => closed !== null), 'all sockets to close');
    for (const socket of sockets) {
      expect(socket.frames().at(-1)).toMatchObject({ type: 'reconnect' });
      expect(socket.closed).toEqual({ code: 1012, reason: 'reconnect' });
    }
    const late = await connect();
    await until(() => late.closed !== null, 'the late socket to close');
    expect(late.closed).toEqual({ code: 1012, reason: 'reconnect' });
  });

  it('does not delay the drain for a viewer that does not read', async () => {
    const socket = await connect();
    socket.ws.pause();
    await server.viewers.drain(30);
    expect(server.stats.open.socket).toBe(0);
    await server.viewers.drain(30);
  });

  it('refuses plain requests and a viewer above the process limit', async () => {
    await restart({ live: { viewersMax: 1 } });
    const plain = await fetch(`${server.url}/ws`);
    expect(plain.status).toBe(426);
    await connect();
    const refused = new WebSocket(`${server.url.replace('http', 'ws')}/ws`);
    const [error] = await once(refused, 'error');
    expect(String(error)).toContain('503');
  });

  it('closes a slow viewer with its cursor, from which it can resume', async () => {
    // It answers neither a ping nor the close while it does not read, and must not count as dead.
    await restart({ live: { heartbeatMs: 60_000, closeTimeoutMs: 30_000 } });
    const [slow, quick] = [await connect(), await connect()];
    for (const socket of [slow, quick]) socket.send({ type: 'subscribe', debate: 'd1' });
    await until(
      () => slow.frames().length === 2 && quick.frames().length === 2,
      'two frames on both sockets',
      { last: () => [slow.frames(), quick.frames()] },
    );
    slow.ws.pause();
    while (server.stats.slow === 0) {
      const [large] = store.append('d1', noteAdded('x'.repeat(1_000_000)));
      if (large) publishEvents(bus, 'local', [large]);
      await until(
        () => quick.frames().at(-1)?.seq === large?.seq,
        'the quick viewer to receive the large event',
        { last: () => quick.frames().at(-1) },
      );
    }
    slow.ws.resume();
    await until(() => slow.closed !== null, 'the socket to close', { last: () => slow.frames() });
    const last = slow.events().at(-1)?.seq;
    expect(slow.closed).toEqual({ code: 1013, reason: `slow; after=${last}` });
    const back = await connect();
    back.send({ type: 'subscribe', debate: 'd1', after: Number(last) });
    await until(
      () => back.events().at(-1)?.seq === store.log('d1').length,
      'the returning viewer to receive the whole log',
      { last: () => back.events().at(-1) },
    );
    expect([...slow.events(), ...back.events()]).toEqual(log('d1'));
  });
});
