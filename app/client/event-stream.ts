import { ApiError, problemIn } from './exchange.ts';
import { type Link, readSaid, type Said } from './said.ts';

/**
 * Follows over server-sent events. Ends when the server ends the stream; throws ApiError when it refuses, and whatever
 * fetch throws when the connection breaks. Not an EventSource, which can neither send headers nor tell a refusal.
 */
export async function* eventStream({ root, debate, after, headers, signal }: Link): AsyncGenerator<Said> {
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
      problemIn({ url, status, text: await response.text() }),
      response.headers.get('retry-after'),
    );
  }
  for await (const data of eventData(response.body)) {
    const said = readSaid(data);
    if (said) yield said;
  }
}

/** The data of each event. The other fields repeat what our frames say themselves. */
async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.map((ended) => ended.replace(/\r$/, ''))) {
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
