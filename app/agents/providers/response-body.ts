import type { Clock } from '../../shared/clock.ts';

/** An answer that is no stream is read up to this size. */
const bodyCharsMax = 8 * 1024 * 1024;

/** The text of a response that is no stream. */
export async function readBodyText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > bodyCharsMax) break;
  }
  return text;
}

/**
 * The chunks of a response. While `graceMs` answers a number, a silence of that length ends the stream: the reply is
 * complete, and the server may keep the connection open. Leaving the loop closes the connection.
 */
export async function* readWithGrace(
  response: Response,
  graceMs: () => number | null,
  clock: Pick<Clock, 'after'>,
  onChunk: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const next = reader.read();
      const wait = graceMs();
      const result = wait === null ? await next : await Promise.race([next, silence(clock, wait)]);
      if (result.done) return;
      onChunk(result.value);
      yield result.value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

const silence = (clock: Pick<Clock, 'after'>, ms: number) =>
  new Promise<{ readonly done: true; readonly value: undefined }>((resolve) => {
    clock.after(ms, () => resolve({ done: true, value: undefined }));
  });
