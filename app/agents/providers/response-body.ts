import type { Clock } from '../../shared/clock.ts';

type Chunks = AsyncIterable<Uint8Array>;

/** An answer that is no stream is read up to this size. */
const textCharsMax = 8 * 1024 * 1024;

/** Enough to tell a stream of events from anything else, after at most so much white space. */
const headCharsMin = 8;
const headBytesMax = 64 * 1024;

/** The text of an answer that is no stream. */
export async function readText(chunks: Chunks | Iterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > textCharsMax) break;
  }
  return text;
}

/**
 * The chunks of a response. While `graceMs` answers a number, a silence of that length ends the stream: the reply is
 * complete, and the server may keep the connection open. Leaving the loop closes the connection.
 */
export async function* readChunks(
  response: Response,
  graceMs: () => number | null,
  clock: Pick<Clock, 'after'>,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const result = await withGrace(reader.read(), graceMs(), clock);
      if (result.done) return;
      yield result.value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

const ended = { done: true, value: undefined } as const;

async function withGrace<T>(next: Promise<T>, ms: number | null, clock: Pick<Clock, 'after'>) {
  if (ms === null) return next;
  const silence = Promise.withResolvers<typeof ended>();
  const cancel = clock.after(ms, () => silence.resolve(ended));
  return Promise.race([next, silence.promise]).finally(cancel);
}

/** The first bytes, up to the first that are more than white space; fewer when the response is shorter. */
export async function readHead(chunks: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  let head = new Uint8Array();
  while (head.length < headBytesMax && new TextDecoder().decode(head).trim().length < headCharsMin) {
    const { done, value } = await chunks.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

export async function* withHead(head: Uint8Array, chunks: Chunks): Chunks {
  yield head;
  yield* chunks;
}
