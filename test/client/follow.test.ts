import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type FollowOptions, type FollowState, follow } from '../../app/client/follow.ts';
import { type Envelope, type Frame, type SocketFrame, toEnvelope } from '../../app/debate/core/frames.ts';
import {
  debateCancelled,
  debateCreated,
  noteAdded,
  turnCompleted,
  turnStarted,
} from '../support/debates/events.ts';
import { deltaFrame, snapshotFrame } from '../support/debates/frames.ts';
import { createMemoryStore } from '../support/stores/memory-store.ts';
import { until } from '../support/until.ts';

const debate = 'd1';
const log = createMemoryStore()
  .append(debate, debateCreated, turnStarted('t'), noteAdded('naïve 😀'), turnCompleted('t'), debateCancelled)
  .map(toEnvelope);
const event = (seq: number): Envelope => {
  const found = log[seq - 1];
  if (!found) throw new Error(`no event ${seq}`);
  return found;
};
const delta = (offset: number, text: string): Frame => deltaFrame(debate, offset, text);
const snapshot = (text: string): Frame => snapshotFrame(debate, text);
const subscribedFrame = (
  mode: 'resumed' | 'snapshot' | 'reset' = 'snapshot',
  heartbeatMs = 60_000,
): SocketFrame => ({
  type: 'subscribed',
  debate,
  mode,
  seq: 5,
  heartbeatMs,
  retryMs: 1,
});

/** The frames that a server sends on one connection before it closes it; after `silence` it stays open. */
type Script = readonly (Frame | SocketFrame | 'cut' | 'silence' | { readonly raw: string })[];

describe.each(['sse', 'socket'] as const)('following over %s', (transport) => {
  let scripts: Script[];
  /** The cursor of each connection. */
  let cursors: number[];
  let open: number;
  let address: string;
  let close: () => Promise<void>;

  beforeEach(async () => {
    [scripts, cursors, open] = [[], [], 0];
    const server = createServer(serveStream);
    const sockets = new WebSocketServer({ server, perMessageDeflate: false });
    sockets.on('connection', serveSocket);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const bound = server.address();
    address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
    close = async () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    };
  });
  afterEach(() => close());

  function serveStream(request: IncomingMessage, response: ServerResponse): void {
    const script = scripts.shift() ?? [];
    cursors.push(Number(new URL(request.url ?? '', address).searchParams.get('after')));
    open += 1;
    response.on('close', () => {
      open -= 1;
    });
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    for (const line of script) {
      if (line === 'silence') return;
      if (line === 'cut') {
        response.write(':\n', () => response.destroy());
        return;
      }
      response.write(
        typeof line === 'object' && 'raw' in line ? line.raw : `data: ${JSON.stringify(line)}\n\n`,
      );
    }
    response.end();
  }

  function serveSocket(socket: WebSocket): void {
    open += 1;
    socket.on('close', () => {
      open -= 1;
    });
    socket.once('message', (data) => {
      cursors.push(JSON.parse(String(data)).after);
      for (const line of scripts.shift() ?? []) {
        if (line === 'silence') return;
        if (line === 'cut') return socket.terminate();
        socket.send(typeof line === 'object' && 'raw' in line ? line.raw : JSON.stringify(line));
      }
      socket.close();
    });
  }

  async function watch(options: Partial<FollowOptions> = {}) {
    const [frames, states]: [Frame[], FollowState[]] = [[], []];
    const onState = (state: FollowState) => states.push(state);
    for await (const frame of follow({
      baseUrl: `${address}/`,
      debate,
      transport,
      onState,
      random: () => 0,
      ...options,
    })) {
      frames.push(frame);
    }
    return { frames, states };
  }

  it('yields the frames in order and returns after the last event', async () => {
    scripts = [
      [subscribedFrame(), event(1), event(2), delta(0, 'To'), delta(2, ' be'), ...log.slice(2), 'silence'],
    ];
    const { frames, states } = await watch();
    expect(frames).toEqual([event(1), event(2), delta(0, 'To'), delta(2, ' be'), ...log.slice(2)]);
    expect(states).toEqual([
      { status: 'connecting' },
      { status: 'connected', how: 'snapshot', lastSeq: 5 },
      { status: 'ended' },
    ]);
    await until(() => open === 0, 'the connection to close', { last: () => open });
  });

  it('continues from its cursor when the connection ends or breaks', async () => {
    scripts = [
      [subscribedFrame(), event(1), event(2)],
      [subscribedFrame('resumed'), event(3), 'cut'],
      [subscribedFrame('resumed'), event(4), event(5)],
    ];
    const { frames, states } = await watch();
    expect(frames).toEqual(log);
    expect(cursors).toEqual([0, 2, 3]);
    expect(states.map(({ status }) => status)).toEqual([
      ...['connecting', 'connected', 'waiting', 'connecting', 'connected', 'waiting'],
      ...['connecting', 'connected', 'ended'],
    ]);
  });

  it('skips duplicates', async () => {
    scripts = [
      [
        subscribedFrame(),
        event(1),
        event(1),
        event(2),
        delta(0, 'To be'),
        delta(0, 'To be'),
        delta(3, 'be or'),
        event(2),
        'cut',
      ],
      [
        subscribedFrame('resumed'),
        event(2),
        snapshot('To be'),
        snapshot('To be or not'),
        delta(0, 'To'),
        ...log.slice(2),
      ],
    ];
    const { frames } = await watch();
    expect(frames).toEqual([
      ...[event(1), event(2), delta(0, 'To be'), delta(5, ' or'), snapshot('To be or not')],
      ...log.slice(2),
    ]);
  });

  it.each([
    ['an event', event(4)],
    ['text', delta(9, 'lost')],
  ])('reconnects for %s that is missing, and yields nothing after the gap', async (_, afterGap) => {
    scripts = [
      [subscribedFrame(), event(1), event(2), afterGap, event(5), 'silence'],
      [subscribedFrame('resumed'), ...log.slice(2)],
    ];
    const { frames } = await watch();
    expect(frames).toEqual(log);
    expect(cursors).toEqual([0, 2]);
  });

  it('yields no text of a turn after its end', async () => {
    scripts = [[subscribedFrame(), ...log.slice(0, 4), delta(0, 'late'), snapshot('later'), event(5)]];
    expect((await watch()).frames).toEqual(log);
  });

  it('yields text of a turn that began before its cursor', async () => {
    scripts = [[subscribedFrame('resumed'), snapshot('To be'), delta(5, ' or'), ...log.slice(2)]];
    const { frames } = await watch({ after: 2 });
    expect(cursors).toEqual([2]);
    expect(frames).toEqual([snapshot('To be'), delta(5, ' or'), ...log.slice(2)]);
  });

  it('restarts when the server resets the subscription', async () => {
    scripts = [[subscribedFrame('reset'), ...log]];
    const { frames, states } = await watch({ after: 99 });
    expect(frames).toEqual(log);
    expect(states).toContainEqual({ status: 'connected', how: 'reset', lastSeq: 5 });
  });

  it('reconnects after two heartbeat intervals without a message', async () => {
    scripts = [
      [subscribedFrame('snapshot', 10), event(1), 'silence'],
      [subscribedFrame('resumed'), ...log.slice(1)],
    ];
    expect((await watch()).frames).toEqual(log);
    expect(cursors).toEqual([0, 1]);
  });

  it('waits as long as a reconnect frame asks', async () => {
    scripts = [
      [subscribedFrame(), event(1), { type: 'reconnect', retryMs: 12 }],
      [subscribedFrame('resumed'), ...log.slice(1)],
    ];
    const { states } = await watch();
    expect(states).toContainEqual({ status: 'waiting', retryMs: 12 });
  });

  it('doubles the delay while connections fail, with jitter', async () => {
    scripts = [
      [subscribedFrame(), event(1)],
      ['cut'],
      ['cut'],
      ['cut'],
      [subscribedFrame('resumed'), event(2)],
      [subscribedFrame('resumed'), ...log.slice(2)],
    ];
    const waits = (states: readonly FollowState[]) =>
      states.flatMap((state) => (state.status === 'waiting' ? [state.retryMs] : []));
    expect(waits((await watch()).states)).toEqual([0.5, 1, 2, 4, 0.5]);
    scripts = [
      [subscribedFrame(), event(1)],
      [subscribedFrame('resumed'), ...log.slice(1)],
    ];
    expect(waits((await watch({ random: () => 1 })).states)).toEqual([1]);
  });

  it('ignores unknown messages', async () => {
    const unknown = [{ raw: 'data: nonsense\n\n' }, { raw: 'data: 7\n\n' }, { raw: ': a comment\n\n' }];
    const later = { raw: `data: ${JSON.stringify({ type: 'unknown', text: 'of a later version' })}\n\n` };
    scripts = [
      [
        subscribedFrame(),
        event(1),
        ...unknown,
        later,
        { type: 'heartbeat' },
        { type: 'pong' },
        ...log.slice(1),
      ],
    ];
    expect((await watch()).frames).toEqual(log);
  });

  it('returns on abort and closes its connection', async () => {
    scripts = [[subscribedFrame(), event(1), 'silence']];
    const stop = new AbortController();
    const watching = watch({ signal: stop.signal, onState: () => {} });
    await until(() => cursors.length === 1, 'the first connection', { last: () => cursors });
    stop.abort();
    await watching;
    await until(() => open === 0, 'the connection to close', { last: () => open });
    expect((await watch({ signal: stop.signal })).frames).toEqual([]);
  });

  it('closes its connection when its caller stops iterating', async () => {
    scripts = [[subscribedFrame(), event(1), 'silence']];
    for await (const _ of follow({ baseUrl: address, debate, transport })) break;
    await until(() => open === 0, 'the connection to close', { last: () => open });
  });

  it('keeps trying while nothing listens at the address', async () => {
    await close();
    const stop = new AbortController();
    const states: string[] = [];
    const onState = ({ status }: FollowState) => {
      if (states.push(status) === 2) stop.abort();
    };
    await watch({ signal: stop.signal, onState });
    expect(states).toEqual(['connecting', 'waiting']);
    close = async () => {};
  });

  it('throws at once for an invalid address', async () => {
    await expect(watch({ baseUrl: 'nowhere' })).rejects.toThrow(TypeError);
  });
});
