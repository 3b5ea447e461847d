import type { Readable } from 'node:stream';
import type { Clock } from '../../../shared/clock.ts';

/** An answer that is no stream is read up to this size. */
const textBytesMax = 2 * 1024 * 1024;

/** What has arrived and is not read yet; beyond it the sender waits. */
const queuedBytesMax = 256 * 1024;

/** What a chunk says of those after it. `little`: the reply is complete, and only a little may follow. */
export type Expectation = 'more' | 'little' | 'nothing';

export interface BodyReader {
  /** The next bytes; null at the end. */
  next(): Promise<Buffer | null>;
  /** Puts bytes back, to be read next. */
  unread(bytes: Buffer): void;
  /**
   * Reads the rest, until its end or until `onChunk` expects nothing, at once for each chunk that comes. When only a
   * little may follow, `silenceMs` without a chunk and a broken connection are an end as well. Rejects with what
   * `onChunk` throws.
   */
  forEach(silenceMs: number, onChunk: (chunk: Buffer) => Expectation): Promise<void>;
  /** Stops reading. The connection is kept for the next request if the rest arrives within `restMs`. */
  close(restMs: number): void;
}

/** Reads a body by its events: its async iterator costs more CPU for each chunk. */
export function createBodyReader(body: Readable, clock: Pick<Clock, 'after'>): BodyReader {
  const queue: Buffer[] = [];
  let queuedBytes = 0;
  let error: Error | null = null;
  let isEnded = false;
  /** Takes the next chunk, or null at the end. */
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

  /** Delivers what is queued, and then what comes, until `deliver` is null. */
  function start(): void {
    for (let chunk = queue.shift(); chunk !== undefined; chunk = queue.shift()) {
      queuedBytes -= chunk.length;
      deliver?.(chunk);
      if (deliver === null) return;
    }
    if (isEnded) deliver?.(null);
    else body.resume();
  }

  return {
    next: () =>
      new Promise((resolve, reject) => {
        deliver = (chunk) => {
          deliver = null;
          if (chunk === null && error !== null) reject(error);
          else resolve(chunk);
        };
        start();
      }),
    unread(bytes) {
      queue.unshift(bytes);
      queuedBytes += bytes.length;
    },
    forEach: (silenceMs, onChunk) =>
      new Promise((resolve, reject) => {
        const settle = (failure: unknown) => {
          deliver = null;
          if (failure === null) resolve();
          else reject(failure);
        };
        const onEndOf = (expected: Expectation) => settle(expected === 'more' ? error : null);
        deliver = consume({ onChunk, onEnd: onEndOf, onError: settle, silenceMs, clock });
        start();
      }),
    close(restMs) {
      body.off('data', onData);
      queue.length = 0;
      if (isEnded || restMs === 0) body.destroy();
      else discardRest(body, restMs, clock);
    },
  };
}

function discardRest(body: Readable, restMs: number, clock: Pick<Clock, 'after'>): void {
  body.resume();
  body.once(
    'close',
    clock.after(restMs, () => body.destroy()),
  );
}

interface ConsumeOptions {
  readonly onChunk: (chunk: Buffer) => Expectation;
  /** Called last, with what was still expected. */
  readonly onEnd: (expected: Expectation) => void;
  /** Called last, with what `onChunk` has thrown. */
  readonly onError: (thrown: unknown) => void;
  readonly silenceMs: number;
  readonly clock: Pick<Clock, 'after'>;
}

/** Takes chunks, and null at the end, until nothing is expected. */
function consume({ onChunk, onEnd, onError, silenceMs, clock }: ConsumeOptions) {
  let expected: Expectation = 'more';
  let cancelSilence = () => {};
  return (chunk: Buffer | null): void => {
    cancelSilence();
    try {
      if (chunk !== null) expected = onChunk(chunk);
    } catch (thrown) {
      onError(thrown);
      return;
    }
    if (chunk === null || expected === 'nothing') onEnd(expected);
    else if (expected === 'little') cancelSilence = clock.after(silenceMs, () => onEnd('little'));
  };
}

/** The text of an answer that is no stream. */
export async function readBodyText(reader: BodyReader): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    const chunk = bytes > textBytesMax ? null : await reader.next();
    if (chunk === null) return new TextDecoder().decode(Buffer.concat(chunks));
    chunks.push(chunk);
    bytes += chunk.length;
  }
}

/** Enough to tell a stream of events from anything else, without white space before it. */
const tellingStart = /^(?:[:\0]|[\s\S]{6})/;
const headBytesMax = 64 * 1024;

/** The first bytes, up to those that tell what follows; fewer when the body is shorter. They stay to be read. */
export async function readHead(reader: BodyReader): Promise<Buffer> {
  const decoder = new TextDecoder();
  const chunks: Buffer[] = [];
  let bytes = 0;
  let start = '';
  while (bytes < headBytesMax && !tellingStart.test(start)) {
    const chunk = await reader.next();
    if (chunk === null) break;
    chunks.push(chunk);
    bytes += chunk.length;
    start = (start + decoder.decode(chunk, { stream: true })).trimStart();
  }
  const head = Buffer.concat(chunks);
  if (head.length > 0) reader.unread(head);
  return head;
}
