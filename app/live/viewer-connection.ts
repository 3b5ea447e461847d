import type { Writable } from 'node:stream';
import type { Clock } from '../shared/clock.ts';
import type { Packet } from './packet.ts';
import type { LiveStats, Transport } from './stats.ts';

/**
 * One viewer's socket or response. Everything sent in one turn of the event loop goes out in one write. That raises the
 * throughput of a process from about 210,000 to 700,000 deliveries a second at 1,000 viewers, because the system call
 * dominates the cost.
 */
export interface ViewerConnection {
  send(packet: Packet): void;
  /** Bytes that are not written yet. */
  unsentBytes(): number;
  /** Resolves when everything sent so far has been written, or the connection has closed. */
  whenSent(): Promise<void>;
  /** Writes the queue at once; call it before the transport writes its own closing message. */
  flush(): void;
  /** True if bytes were waiting at the previous call and none have been written since. */
  checkStalled(): boolean;
}

export interface ViewerConnectionDeps {
  readonly transport: Transport;
  readonly stream: Writable;
  readonly clock: Pick<Clock, 'defer'>;
  readonly stats: LiveStats;
}

export function createViewerConnection({
  transport,
  stream,
  clock,
  stats,
}: ViewerConnectionDeps): ViewerConnection {
  let queue: Buffer[] = [];
  let queuedBytes = 0;
  let sentBytes = 0;
  let previous = { unsent: 0, sent: 0 };
  let writesPending = 0;
  let waiters: (() => void)[] = [];

  const unsentBytes = () => queuedBytes + stream.writableLength;
  const isWritable = () => !stream.destroyed && !stream.writableEnded;
  const isIdle = () => queue.length === 0 && writesPending === 0;

  function resolveWaiters(): void {
    const resolved = waiters;
    waiters = [];
    for (const resolve of resolved) resolve();
  }

  function onWritten(): void {
    writesPending -= 1;
    if (isIdle()) resolveWaiters();
  }

  function flush(): void {
    const buffers = queue;
    queue = [];
    queuedBytes = 0;
    if (!isWritable()) {
      resolveWaiters();
      return;
    }
    writesPending += buffers.length;
    if (buffers.length > 1) stream.cork();
    for (const bytes of buffers) stream.write(bytes, onWritten);
    if (buffers.length > 1) stream.uncork();
  }

  stream.once('close', resolveWaiters);

  return {
    unsentBytes,
    send(packet) {
      if (!isWritable()) return;
      const bytes = packet[transport]();
      if (queue.push(bytes) === 1) clock.defer(flush);
      queuedBytes += bytes.length;
      sentBytes += bytes.length;
      stats.frames += packet.frames;
      stats.bytes += bytes.length;
    },
    flush,
    async whenSent() {
      if (isIdle() || !isWritable()) return;
      await new Promise<void>((resolve) => waiters.push(resolve));
    },
    checkStalled() {
      const now = { unsent: unsentBytes(), sent: sentBytes - unsentBytes() };
      const isStalled = now.unsent > 0 && previous.unsent > 0 && now.sent <= previous.sent;
      previous = now;
      return isStalled;
    },
  };
}
