import type { Readable } from 'node:stream';
import type { Clock } from '../../../shared/clock.ts';

/** An answer that is no stream is read up to this size. */
const textBytesMax = 8 * 1024 * 1024;

/** What has arrived and is not read yet; beyond it the sender waits. */
const queuedBytesMax = 256 * 1024;

export interface BodyReader {
  /**
   * The next bytes; null at the end. With a number, the reply is complete and only a little may follow: a silence of
   * that length and a broken connection are an end as well.
   */
  next(silenceMs: number | null): Promise<Buffer | null>;
  /** Stops reading. The connection is kept for the next request if the rest arrives within `restMs`. */
  close(restMs: number): void;
}

/** Reads a body by its events: its async iterator costs more CPU for each chunk. */
export function createBodyReader(body: Readable, clock: Pick<Clock, 'after'>): BodyReader {
  const queue: Buffer[] = [];
  let queuedBytes = 0;
  let error: Error | null = null;
  let isEnded = false;
  let deliver: ((chunk: Buffer | null) => void) | null = null;

  const onData = (chunk: Buffer) => {
    if (deliver !== null) return deliver(chunk);
    queue.push(chunk);
    queuedBytes += chunk.length;
    if (queuedBytes > queuedBytesMax) body.pause();
  };
  const onEnd = () => {
    isEnded = true;
    deliver?.(null);
  };
  body.on('data', onData);
  body.once('end', onEnd);
  body.once('close', onEnd);
  body.on('error', (cause: Error) => {
    error ??= new Error('the connection was closed before the end', { cause });
    onEnd();
  });

  function take(): Buffer | null {
    const chunk = queue.shift();
    if (chunk === undefined) return null;
    queuedBytes -= chunk.length;
    if (queue.length === 0) body.resume();
    return chunk;
  }

  return {
    next: (silenceMs) =>
      new Promise((resolve, reject) => {
        const settle = (chunk: Buffer | null) => {
          deliver = null;
          if (chunk === null && error !== null && silenceMs === null) reject(error);
          else resolve(chunk);
        };
        const queued = take();
        if (queued !== null || isEnded) return settle(queued);
        if (silenceMs === null) {
          deliver = settle;
          return;
        }
        const cancel = clock.after(silenceMs, () => settle(null));
        deliver = (chunk) => {
          cancel();
          settle(chunk);
        };
      }),
    close(restMs) {
      body.off('data', onData);
      queue.length = 0;
      if (isEnded || restMs === 0) {
        body.destroy();
        return;
      }
      body.resume();
      body.once(
        'close',
        clock.after(restMs, () => body.destroy()),
      );
    },
  };
}

/** The text of an answer that is no stream, after the bytes in `head`. */
export async function readBodyText(reader: BodyReader, head: Uint8Array = Buffer.alloc(0)): Promise<string> {
  const chunks: Uint8Array[] = [head];
  let bytes = head.length;
  for (;;) {
    const chunk = bytes > textBytesMax ? null : await reader.next(null);
    if (chunk === null) return new TextDecoder().decode(Buffer.concat(chunks));
    chunks.push(chunk);
    bytes += chunk.length;
  }
}

/** Enough to tell a stream of events from anything else. */
const tellingHead = /^\s*(?:[:\0]|\S[\s\S]{5})/;
const headBytesMax = 64 * 1024;

/** The first bytes, up to those that tell what follows; fewer when the body is shorter. */
export async function readHead(reader: BodyReader): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < headBytesMax && !tellingHead.test(head.toString('utf8'))) {
    const chunk = await reader.next(null);
    if (chunk === null) break;
    head = Buffer.concat([head, chunk]);
  }
  return head;
}
