import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createConnection, createOutbox } from '../../app/live/connection.ts';
import { createCounts } from '../../app/live/counts.ts';
import { createPacket } from '../../app/live/packet.ts';
import { systemTimers } from '../../app/live/timers.ts';

/** A network that takes bytes when it is told to, and counts how often it was written to. */
function createNetwork() {
  const writes: string[] = [];
  const taking: (() => void)[] = [];
  const stream = new Writable({
    highWaterMark: 10,
    write(chunk, _, done) {
      writes.push(String(chunk));
      taking.push(done);
    },
    writev(chunks, done) {
      writes.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      taking.push(done);
    },
  });
  const take = async () => {
    taking.shift()?.();
    await turn();
  };
  return { stream, writes, take };
}

const packet = (code: string) => createPacket([{ type: 'error', code, detail: '' }]);
const bytes = packet('a').sse().length;

function connect() {
  const network = createNetwork();
  const counts = createCounts();
  const outbox = createOutbox(systemTimers.soon);
  const connection = createConnection({ transport: 'sse', stream: network.stream, outbox, counts });
  return { ...network, connection, counts };
}

describe('a connection', () => {
  it('writes once for all that was sent in one turn of the event loop', async () => {
    const { connection, writes, counts } = connect();
    for (const code of ['a', 'b', 'c']) connection.send(packet(code));
    expect(writes).toEqual([]);
    await turn();
    expect(writes).toEqual([['a', 'b', 'c'].map((code) => packet(code).sse().toString()).join('')]);
    expect(counts).toMatchObject({ frames: 3, bytes: 3 * bytes });
  });

  it('counts as unsent what waits in itself and in the stream', async () => {
    const { connection, take } = connect();
    connection.send(packet('a'));
    expect(connection.unsentBytes()).toBe(bytes);
    await turn();
    connection.send(packet('b'));
    expect(connection.unsentBytes()).toBe(2 * bytes);
    await take();
    expect(connection.unsentBytes()).toBe(bytes);
  });

  it('says when the network has taken everything, and not before', async () => {
    const { connection, take } = connect();
    await connection.flushed();
    let flushed = false;
    connection.send(packet('a'));
    connection.send(packet('b'));
    const waiting = connection.flushed().then(() => {
      flushed = true;
    });
    await turn();
    expect(flushed).toBe(false);
    await take();
    await waiting;
  });

  it('leaves nobody waiting when it closes', async () => {
    const { connection, stream } = connect();
    connection.send(packet('a'));
    const waiting = connection.flushed();
    stream.destroy();
    await waiting;
    connection.send(packet('b'));
    await connection.flushed();
    await turn();
    expect(connection.unsentBytes()).toBe(0);
  });

  it('is stalled when the network has taken nothing from one look to the next', async () => {
    const { connection, take } = connect();
    expect(connection.stalled()).toBe(false);
    connection.send(packet('a'));
    await turn();
    expect(connection.stalled()).toBe(false);
    connection.send(packet('b'));
    expect(connection.stalled()).toBe(true);
    await take();
    expect(connection.stalled()).toBe(false);
    await take();
    expect(connection.stalled()).toBe(false);
  });
});
