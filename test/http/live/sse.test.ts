import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { toEnvelope } from '../../../app/debate/core/frames.ts';
import { type Bus, createLocalBus } from '../../../app/live/bus.ts';
import { type DebateMessage, publishEvents, topics } from '../../../app/live/messages.ts';
import { debateCancelled, debateCreated, noteAdded, turnStarted } from '../../support/debates/events.ts';
import { type LiveServer, startLiveServer } from '../../support/live/live-server.ts';
import { createMemoryStore, type MemoryStore } from '../../support/stores/memory-store.ts';
import { until } from '../../support/until.ts';

/** No heartbeat comes between the events of a test. */
const contract = applyOverrides(profile('test'), { live: { heartbeatMs: 60_000 } });
const path = '/api/v1/debates/d1/events';

describe('the event stream of a debate', () => {
  let store: MemoryStore;
  let bus: Bus;
  let server: LiveServer;

  beforeEach(async () => {
    store = createMemoryStore();
    bus = createLocalBus();
    server = await startLiveServer({ store, bus, contract });
    store.append('d1', debateCreated);
  });
  afterEach(async () => {
    await server.close();
    expect(server.errors).toEqual([]);
  });

  /** Opens a stream; `text` grows as data arrives. */
  async function open(init: RequestInit = {}, query = '') {
    const response = await fetch(`${server.url}${path}${query}`, init);
    const stream = { response, bytes: 0, text: '', ended: false };
    const read = async () => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) {
        stream.bytes += chunk.length;
        stream.text += decoder.decode(chunk, { stream: true });
      }
    };
    read().then(
      () => {
        stream.ended = true;
      },
      () => {},
    );
    return stream;
  }

  const event = (stored: ReturnType<MemoryStore['log']>[number] | undefined) =>
    stored && `id: ${stored.seq}\nevent: ${stored.type}\ndata: ${JSON.stringify(toEnvelope(stored))}\n\n`;

  const subscribed = (mode: string, seq: number) => {
    const { retryMs, heartbeatMs } = contract.live;
    const frame = { type: 'subscribed', debate: 'd1', mode, seq, heartbeatMs, retryMs };
    return `retry: ${retryMs}\nevent: subscribed\ndata: ${JSON.stringify(frame)}\n\n`;
  };

  it('sends the retry time first, then every event with its id, and ends with the debate', async () => {
    const stream = await open();
    publishEvents(bus, 'local', store.append('d1', noteAdded('one'), noteAdded('two')));
    publishEvents(bus, 'local', store.append('d1', debateCancelled));
    await until(() => stream.ended, 'the end of the stream', { last: () => stream.text });
    expect(stream.text).toBe(subscribed('snapshot', 1) + store.log('d1').map(event).join(''));
  });

  it('disables buffering and keeps the headers that were set before', async () => {
    const { response } = await open();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': 'request-1',
    });
    expect(response.headers.get('content-encoding')).toBeNull();
  });

  it('sends deltas without an id, so that a cursor is always a stored event', async () => {
    const stream = await open();
    publishEvents(bus, 'local', store.append('d1', turnStarted('t')));
    const delta = { turn: 't', attempt: 1, offset: 0, text: 'To be\n' };
    const message: DebateMessage = { kind: 'deltas', deltas: [delta] };
    bus.publish(topics.debate({ tenant: 'local', debate: 'd1' }), JSON.stringify(message));
    await until(() => stream.text.includes('turn.delta'), 'a delta in the stream', {
      last: () => stream.text,
    });
    expect(stream.text).toContain(
      '\n\nevent: turn.delta\ndata: {"debate":"d1","type":"turn.delta",' +
        '"data":{"turn":"t","attempt":1,"offset":0,"text":"To be\\n"}}\n\n',
    );
  });

  it('sends heartbeats without an id', async () => {
    await server.close();
    server = await startLiveServer({ store, bus });
    const stream = await open();
    await until(() => stream.text.includes('heartbeat"}'), 'a heartbeat in the stream', {
      last: () => stream.text,
    });
    expect(stream.text).toContain('\n\nevent: heartbeat\ndata: {"type":"heartbeat"}\n\n');
  });

  it.each([
    ['Last-Event-ID, which a browser sends', { headers: { 'last-event-id': '2' } }, '?after=0'],
    ['?lastEventId, which polyfills send', {}, '?after=0&lastEventId=2&_=1700000000000'],
    ['?after', {}, '?after=2'],
  ])('continues after the cursor in %s', async (_, init, query) => {
    store.append('d1', noteAdded('two'), noteAdded('three'), debateCancelled);
    const stream = await open(init, query);
    await until(() => stream.ended, 'the end of the stream', { last: () => stream.text });
    expect(stream.text).toBe(subscribed('resumed', 4) + store.log('d1').slice(2).map(event).join(''));
  });

  /** Sends requests on one connection, and reads until the server closes it. */
  async function exchange(requests: string): Promise<string> {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) });
    socket.write(requests);
    return await text(socket);
  }

  it('is sent to a client of HTTP/1.0 without chunks', async () => {
    store.append('d1', debateCancelled);
    const answer = await exchange(`GET ${path} HTTP/1.0\r\nhost: localhost\r\n\r\n`);
    const [head, body] = answer.split('\r\n\r\n');
    expect(head).not.toContain('chunked');
    expect(body).toBe(subscribed('snapshot', 2) + store.log('d1').map(event).join(''));
  });

  it('is followed by other responses on the same connection', async () => {
    store.append('d1', debateCancelled);
    const request = (connection: string) =>
      `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: ${connection}\r\n\r\n`;
    const answer = await exchange(request('keep-alive') + request('close'));
    const bodies = answer.split(/HTTP\/1.1 200 OK\r\n/).slice(1);
    expect(bodies.map((body) => body.endsWith('\r\n0\r\n\r\n'))).toEqual([true, true]);
    expect(bodies.map((body) => body.split('event: debate.cancelled').length - 1)).toEqual([1, 1]);
  });

  it('starts from the beginning if the cursor is ahead of the log', async () => {
    store.append('d1', debateCancelled);
    const stream = await open({}, '?after=7');
    await until(() => stream.ended, 'the end of the stream', { last: () => stream.text });
    expect(stream.text).toBe(subscribed('reset', 2) + store.log('d1').map(event).join(''));
  });

  it.each([
    ['?lastEventId=-1', {}, 'snapshot'],
    ['?lastEventId=', {}, 'snapshot'],
    ['', { 'last-event-id': 'of another server' }, 'snapshot'],
    ['', { 'last-event-id': '9'.repeat(40) }, 'reset'],
  ])('starts from the beginning for %o with %o', async (query, headers, mode) => {
    store.append('d1', debateCancelled);
    const stream = await open({ headers }, query);
    await until(() => stream.ended, 'the end of the stream', { last: () => stream.text });
    expect(stream.text).toBe(subscribed(mode, 2) + store.log('d1').map(event).join(''));
  });

  it('is answered 204 after the last event, which stops an EventSource', async () => {
    store.append('d1', debateCancelled);
    const { response } = await open({ headers: { 'last-event-id': '2' } });
    expect(response.status).toBe(204);
  });

  it.each(['-1', '1.5', 'abc', '', '1e3', '99999999999999999999', '0x1'])(
    'refuses the cursor %o',
    async (cursor) => {
      const { response, text } = await open({}, `?after=${cursor}`);
      expect(response.status, text).toBe(400);
    },
  );

  it('answers HEAD without a body', async () => {
    const { response } = await open({ method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(server.stats.frames).toBe(0);
  });

  it('releases a viewer that has disconnected', async () => {
    const leaving = new AbortController();
    await open({ signal: leaving.signal });
    expect(server.stats).toMatchObject({ open: { sse: 1 }, debates: 1 });
    leaving.abort();
    await until(() => server.stats.open.sse === 0, 'no open streams', { last: () => server.stats.open.sse });
    expect(server.stats.debates).toBe(0);
  });

  it('ends if the debate is deleted', async () => {
    const stream = await open();
    store.remove('d1');
    await until(() => stream.ended, 'the end of the stream', { last: () => stream.text });
    expect((await open()).response.status).toBe(404);
  });

  it('refuses a viewer above the process limit with Retry-After', async () => {
    await server.close();
    const small = applyOverrides(contract, { live: { viewersMax: 1 } });
    server = await startLiveServer({ store, bus, contract: small });
    await open();
    const { response } = await open();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe(`${contract.http.retryAfterSeconds}`);
    expect(server.stats.refused).toBe(1);
  });

  it('asks viewers to reconnect during a drain, spread over its window, and new ones at once', async () => {
    const streams = await Promise.all([open(), open(), open()]);
    await server.viewers.drain(30);
    await until(() => streams.every(({ ended }) => ended), 'the end of all streams');
    const waits = streams.map(({ text }) => Number(/retry: (\d+)\nevent: reconnect/.exec(text)?.[1]));
    for (const wait of waits) {
      expect(wait).toBeGreaterThanOrEqual(contract.live.retryMs);
      expect(wait).toBeLessThanOrEqual(2 * contract.live.retryMs);
    }
    const late = await open();
    expect(late.response.status).toBe(200);
    await until(() => late.ended, 'the end of the late stream', { last: () => late.text });
    expect(late.text).toMatch(/retry: \d+\nevent: reconnect/);
  });

  it('closes a viewer that has stopped reading and keeps one that reads', async () => {
    await server.close();
    server = await startLiveServer({ store, bus });
    const reader = await open();
    const stuck = connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) });
    const closed = once(stuck, 'close');
    stuck.on('error', () => {});
    stuck.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
    await until(() => server.stats.open.sse === 2, 'two open streams', { last: () => server.stats.open.sse });
    stuck.pause();
    const megabyte = 1_000_000;
    // More than the network buffers between client and server can hold. On a busy machine it is closed before that.
    for (let events = 1; server.stats.slow === 0 && server.stats.open.sse === 2; events += 1) {
      publishEvents(bus, 'local', store.append('d1', noteAdded('x'.repeat(megabyte))));
      await until(() => reader.bytes > events * megabyte, 'the reading viewer to receive every event', {
        last: () => reader.bytes,
      });
    }
    await until(() => server.stats.open.sse === 1, 'one open stream', { last: () => server.stats.open.sse });
    expect(server.stats.dead).toBe(1);
    stuck.resume();
    await closed;
    publishEvents(bus, 'local', store.append('d1', debateCancelled));
    await until(() => reader.ended, 'the end of the stream that is read');
    expect(reader.text.match(/^id: /gm)).toHaveLength(store.log('d1').length);
  });
});
