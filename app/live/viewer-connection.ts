import type { Writable } from 'node:stream';
import type { Clock } from '../shared/clock.ts';
import type { Packet } from './packet.ts';
import type { LiveStats } from './stats.ts';

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
  readonly stream: Writable;
  readonly encode: (packet: Packet) => Buffer;
  readonly clock: Pick<Clock, 'defer'>;
  readonly stats: LiveStats;
}

export function createViewerConnection({
  stream,
  encode,
  clock,
  stats,
}: ViewerConnectionDeps): ViewerConnection {
  let queue: Buffer[] = [];
  let queuedBytes = 0;
  let sentBytes = 0;
  let previous = { unsent: 0, sent: 0 };
  const waiters = new Set<() => void>();

  const unsentBytes = () => queuedBytes + stream.writableLength;
  const isWritable = () => !stream.destroyed && !stream.writableEnded;
  const isIdle = () => queue.length === 0 && stream.writableLength === 0;

  /** Resolves those who wait now, and not those who come later. */
  function resolveWaiters(waiting: readonly (() => void)[] = [...waiters]): void {
    for (const resolve of waiting) {
      waiters.delete(resolve);
      resolve();
    }
  }

  /** For the last write. Without someone who waits there is none: it would cost a tenth of the write. */
  function createCallback(): (() => void) | undefined {
    if (waiters.size === 0) return undefined;
    const waiting = [...waiters];
    return () => resolveWaiters(waiting);
  }

  function flush(): void {
    const buffers = queue;
    queue = [];
    queuedBytes = 0;
    if (!isWritable()) {
      resolveWaiters();
      return;
    }
    const last = buffers.pop();
    if (last === undefined) return;
    // Also for one buffer: a response that is not corked takes a tick of the loop to uncork itself.
    stream.cork();
    for (const bytes of buffers) stream.write(bytes);
    stream.write(last, createCallback());
    stream.uncork();
  }

  stream.once('close', () => resolveWaiters());

  return {
    unsentBytes,
    send(packet) {
      if (!isWritable()) return;
      const bytes = encode(packet);
      if (queue.push(bytes) === 1) clock.defer(flush);
      queuedBytes += bytes.length;
      sentBytes += bytes.length;
      stats.frames += packet.frames;
      stats.bytes += bytes.length;
    },
    flush,
    async whenSent() {
      if (isIdle() || !isWritable()) return;
      await new Promise<void>((resolve) => {
        waiters.add(resolve);
        // An empty write is done when those before it are.
        if (queue.length === 0) stream.write('', createCallback());
      });
    },
    checkStalled() {
      const now = { unsent: unsentBytes(), sent: sentBytes - unsentBytes() };
      const isStalled = now.unsent > 0 && previous.unsent > 0 && now.sent <= previous.sent;
      previous = now;
      return isStalled;
    },
  };
}
