import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createPacket } from '../../app/live/packet.ts';
import { createLiveStats } from '../../app/live/stats.ts';
import { createViewerConnection } from '../../app/live/viewer-connection.ts';
import { systemClock } from '../../app/shared/clock.ts';

/** A stream that accepts a write when the test says so, and records the writes. */
function createNetwork() {
  const writes: string[] = [];
  const pendingWrites: (() => void)[] = [];
  const stream = new Writable({
    highWaterMark: 10,
    write(chunk, _, done) {
      writes.push(String(chunk));
      pendingWrites.push(done);
    },
    writev(chunks, done) {
      writes.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      pendingWrites.push(done);
    },
  });
  const acceptWrite = async () => {
    pendingWrites.shift()?.();
    await turn();
  };
  return { stream, writes, acceptWrite };
}

const packet = (code: string) => createPacket([{ type: 'error', code, detail: '' }]);
const bytes = packet('a').sse().length;

function openConnection() {
  const network = createNetwork();
  const stats = createLiveStats();
  const connection = createViewerConnection({
    stream: network.stream,
    encode: (packet) => packet.sse(),
    clock: systemClock,
    stats,
  });
  return { ...network, connection, stats };
}

describe('a viewer connection', () => {
  it('joins everything sent in one turn of the event loop into one write', async () => {
    const { connection, writes, stats } = openConnection();
    for (const code of ['a', 'b', 'c']) connection.send(packet(code));
    expect(writes).toEqual([]);
    await turn();
    expect(writes).toEqual([['a', 'b', 'c'].map((code) => packet(code).sse().toString()).join('')]);
    expect(stats).toMatchObject({ frames: 3, bytes: 3 * bytes });
  });

  it('counts the bytes in its own queue and in the stream as unsent', async () => {
    const { connection, acceptWrite } = openConnection();
    connection.send(packet('a'));
    expect(connection.unsentBytes()).toBe(bytes);
    await turn();
    connection.send(packet('b'));
    expect(connection.unsentBytes()).toBe(2 * bytes);
    await acceptWrite();
    expect(connection.unsentBytes()).toBe(bytes);
  });

  it('resolves whenSent when everything is written, and not before', async () => {
    const { connection, acceptWrite } = openConnection();
    await connection.whenSent();
    let flushed = false;
    connection.send(packet('a'));
    connection.send(packet('b'));
    const waiting = connection.whenSent().then(() => {
      flushed = true;
    });
    await turn();
    expect(flushed).toBe(false);
    await acceptWrite();
    await waiting;
  });

  it('resolves whenSent when it closes', async () => {
    const { connection, stream } = openConnection();
    connection.send(packet('a'));
    const waiting = connection.whenSent();
    stream.destroy();
    await waiting;
    connection.send(packet('b'));
    await connection.whenSent();
    await turn();
    expect(connection.unsentBytes()).toBe(0);
  });

  it('is stalled when nothing was written between two checks', async () => {
    const { connection, acceptWrite } = openConnection();
    expect(connection.checkStalled()).toBe(false);
    connection.send(packet('a'));
    await turn();
    expect(connection.checkStalled()).toBe(false);
    connection.send(packet('b'));
    expect(connection.checkStalled()).toBe(true);
    await acceptWrite();
    expect(connection.checkStalled()).toBe(false);
    await acceptWrite();
    expect(connection.checkStalled()).toBe(false);
  });
});
