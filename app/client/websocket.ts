import type { ClientFrame } from '../debate/core/frames.ts';
import type { TicketResponse } from '../debate/views/access-responses.ts';
import { ApiError, parseJsonResponse, parseProblem } from './http.ts';
import { type ConnectionTarget, parseServerMessage, type ServerMessage } from './messages.ts';

/** Follows over a WebSocket. Returns when the socket closes, for any reason. */
export async function* socketMessages(target: ConnectionTarget): AsyncGenerator<ServerMessage> {
  const { root, debate, after, signal } = target;
  const url = new URL(`${root}/ws`, globalThis.location?.href);
  if ('authorization' in target.headers) url.searchParams.set('ticket', await requestTicket(target));
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url);
  let end = () => {};
  const messages = new ReadableStream<ServerMessage>({
    start(controller) {
      const subscribe: ClientFrame = { type: 'subscribe', debate, after };
      socket.onopen = () => socket.send(JSON.stringify(subscribe));
      socket.onmessage = ({ data }) => {
        const frame = parseServerMessage(data);
        if (frame) controller.enqueue(frame);
      };
      // Not only on close: after an abort, the close event of a dead peer can take long.
      end = () => {
        detach();
        controller.close();
      };
      // A browser does not expose why a socket closed, so `onerror` adds nothing.
      socket.onclose = end;
      signal.addEventListener('abort', end);
    },
    cancel: detach,
  });

  function detach(): void {
    socket.onmessage = null;
    socket.onclose = null;
    signal.removeEventListener('abort', end);
    socket.close();
  }

  const reader = messages.getReader();
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

/** Requests a ticket, which opens one socket. Throws ApiError when the server refuses the key. */
async function requestTicket({ root, debate, headers, signal }: ConnectionTarget): Promise<string> {
  const url = `${root}/api/v1/tickets`;
  const requestHeaders = { ...headers, 'content-type': 'application/json' };
  const response = await fetch(url, {
    method: 'POST',
    headers: requestHeaders,
    body: JSON.stringify({ debate }),
    signal,
  });
  const raw = { url, status: response.status, text: await response.text() };
  if (!response.ok) throw new ApiError(parseProblem(raw), response.headers.get('retry-after'));
  return parseJsonResponse<TicketResponse>(raw).ticket;
}
