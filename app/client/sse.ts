import { ApiError, parseProblem } from './http.ts';
import { type ConnectionTarget, parseServerMessage, type ServerMessage } from './messages.ts';

/**
 * Follows over server-sent events. Returns when the server ends the stream. Throws ApiError when the server refuses,
 * and the error of fetch when the connection breaks. Uses fetch, because EventSource cannot send headers or report a
 * status.
 */
export async function* sseMessages({
  root,
  debate,
  after,
  headers,
  signal,
}: ConnectionTarget): AsyncGenerator<ServerMessage> {
  const url = `${root}/api/v1/debates/${encodeURIComponent(debate)}/events?after=${after}`;
  const response = await fetch(url, {
    headers: { ...headers, accept: 'text/event-stream' },
    cache: 'no-store',
    signal,
  });
  const { status } = response;
  if (status === 204) {
    yield { type: 'ended', debate, seq: after };
    return;
  }
  if (!response.ok || !response.body) {
    throw new ApiError(
      parseProblem({ url, status, text: await response.text() }),
      response.headers.get('retry-after'),
    );
  }
  for await (const data of readSseData(response.body)) {
    const message = parseServerMessage(data);
    if (message) yield message;
  }
}

/** The data of each event. The other fields only repeat members of the frame. */
async function* readSseData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let partialLine = '';
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (partialLine + decoder.decode(value, { stream: true })).split('\n');
      partialLine = lines.pop() ?? '';
      for (const line of lines.map((line) => line.replace(/\r$/, ''))) {
        if (line.startsWith('data:')) data.push(line.slice('data:'.length).trimStart());
        if (line !== '') continue;
        if (data.length > 0) yield data.join('\n');
        data = [];
      }
    }
  } finally {
    // The stream may be broken already, and cancel would reject with the same error.
    await reader.cancel().catch(() => {});
  }
}
