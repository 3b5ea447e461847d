import type { ClientFrame } from '../debate/frames.ts';
import type { TicketResource } from '../debate/resources.ts';
import { ApiError, json, problemIn } from './exchange.ts';
import { type Link, readSaid, type Said } from './said.ts';

/** Follows over a WebSocket of its own. Ends when the socket does, for whatever reason. */
export async function* socketFrames(link: Link): AsyncGenerator<Said> {
  const { root, debate, after, signal } = link;
  const url = new URL(`${root}/ws`, globalThis.location?.href);
  if ('authorization' in link.headers) url.searchParams.set('ticket', await ticketFor(link));
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url);
  let end = () => {};
  const said = new ReadableStream<Said>({
    start(controller) {
      const subscribe: ClientFrame = { type: 'subscribe', debate, after };
      socket.onopen = () => socket.send(JSON.stringify(subscribe));
      socket.onmessage = ({ data }) => {
        const frame = readSaid(data);
        if (frame) controller.enqueue(frame);
      };
      // Not when it has closed after an abort: a peer that has gone lets a page wait long for that.
      end = () => {
        drop();
        controller.close();
      };
      // What went wrong a page is not told; that it has closed is all there is to know.
      socket.onclose = end;
      signal.addEventListener('abort', end);
    },
    cancel: drop,
  });

  function drop(): void {
    socket.onmessage = null;
    socket.onclose = null;
    signal.removeEventListener('abort', end);
    socket.close();
  }

  const reader = said.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

/** A ticket opens one socket: each connection takes its own. Throws ApiError when the server refuses the key. */
async function ticketFor({ root, debate, headers, signal }: Link): Promise<string> {
  const url = `${root}/api/v1/tickets`;
  const sent = { ...headers, 'content-type': 'application/json' };
  const response = await fetch(url, {
    method: 'POST',
    headers: sent,
    body: JSON.stringify({ debate }),
    signal,
  });
  const answer = { url, status: response.status, text: await response.text() };
  if (!response.ok) throw new ApiError(problemIn(answer), response.headers.get('retry-after'));
  return json<TicketResource>(answer).ticket;
}
