import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createPacket } from '../../app/live/packet.ts';
import { createLiveStats } from '../../app/live/stats.ts';
import { createViewerConnection, createWriteBatcher } from '../../app/live/viewer-connection.ts';
import { systemClock } from '../../app/shared/clock.ts';

/** A network that takes bytes when it is told to, and counts how often it was written to. */
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
  const takeNextWrite = async () => {
    pendingWrites.shift()?.();
    await turn();
  };
  return { stream, writes, take: takeNextWrite };
}

const packet = (code: string) => createPacket([{ type: 'error', code, detail: '' }]);
const bytes = packet('a').sse().length;

function openConnection() {
  const network = createNetwork();
  const stats = createLiveStats();
  const writeBatcher = createWriteBatcher(systemClock.defer);
  const connection = createViewerConnection({
    transport: 'sse',
    stream: network.stream,
    writeBatcher,
    stats,
  });
  return { ...network, connection, counts: stats };
}

describe('a connection', () => {
  it('writes once for all that was sent in one turn of the event loop', async () => {
    const { connection, writes, counts } = openConnection();
    for (const code of ['a', 'b', 'c']) connection.send(packet(code));
    expect(writes).toEqual([]);
    await turn();
    expect(writes).toEqual([['a', 'b', 'c'].map((code) => packet(code).sse().toString()).join('')]);
    expect(counts).toMatchObject({ frames: 3, bytes: 3 * bytes });
  });

  it('counts as unsent what waits in itself and in the stream', async () => {
    const { connection, take } = openConnection();
    connection.send(packet('a'));
    expect(connection.unsentBytes()).toBe(bytes);
    await turn();
    connection.send(packet('b'));
    expect(connection.unsentBytes()).toBe(2 * bytes);
    await take();
    expect(connection.unsentBytes()).toBe(bytes);
  });

  it('says when the network has taken everything, and not before', async () => {
    const { connection, take } = openConnection();
    await connection.whenSent();
    let flushed = false;
    connection.send(packet('a'));
    connection.send(packet('b'));
    const waiting = connection.whenSent().then(() => {
      flushed = true;
    });
    await turn();
    expect(flushed).toBe(false);
    await take();
    await waiting;
  });

  it('leaves nobody waiting when it closes', async () => {
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

  it('is stalled when the network has taken nothing from one look to the next', async () => {
    const { connection, take } = openConnection();
    expect(connection.checkStalled()).toBe(false);
    connection.send(packet('a'));
    await turn();
    expect(connection.checkStalled()).toBe(false);
    connection.send(packet('b'));
    expect(connection.checkStalled()).toBe(true);
    await take();
    expect(connection.checkStalled()).toBe(false);
    await take();
    expect(connection.checkStalled()).toBe(false);
  });
});
