import { ApiError, parseProblem } from './http.ts';
import { type ConnectionTarget, parseServerMessage, type ServerMessage } from './messages.ts';

/**
 * Follows over server-sent events. Ends when the server ends the stream; throws ApiError when it refuses, and whatever
 * fetch throws when the connection breaks. Not an EventSource, which can neither send headers nor tell a refusal.
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

/** The data of each event. The other fields repeat what our frames say themselves. */
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
    // It may have broken already, and says so once more.
    await reader.cancel().catch(() => {});
  }
}
