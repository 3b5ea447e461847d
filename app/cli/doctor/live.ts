import { ApiError, authorizationHeaders, createRequester, parseJsonResponse } from '../../client/http.ts';
import type { TicketResponse } from '../../debate/views/access-responses.ts';
import { type CheckContext, type CheckResult, defineCheck } from './check.ts';

/** Sends a ping over a WebSocket. */
export const checkSocket = defineCheck('socket', async (context) => {
  const { server, signal } = context;
  const url = new URL(`${server.baseUrl}/ws`);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  if (server.apiKey !== undefined) {
    const ticket = await issueTicket(context);
    if (ticket === null) return [noTicketResult];
    url.searchParams.set('ticket', ticket);
  }
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = new WebSocket(url);
  socket.onopen = () => socket.send(JSON.stringify({ type: 'ping' }));
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string' && /"type":"pong"/.test(data)) resolve(true);
  };
  socket.onclose = () => resolve(false);
  signal.addEventListener('abort', () => resolve(false));
  const hasPong = await promise;
  socket.onclose = null;
  socket.close();
  context.interrupted.throwIfAborted();
  if (hasPong) return [{ status: 'pass', name: 'socket', message: 'a ping on /ws was answered' }];
  return [
    {
      status: 'warning',
      name: 'socket',
      message: 'a ping on /ws was not answered; the page falls back to event streams',
      fix: 'Let the proxy in front of the server forward the Upgrade header of /ws.',
    },
  ];
});

/** null: the answer is not one of Rostrum, but for example a page of a proxy. */
async function issueTicket({ server, signal }: CheckContext): Promise<string | null> {
  const { request } = createRequester(server);
  try {
    const response = await request('/tickets', { method: 'POST', signal });
    return parseJsonResponse<Partial<TicketResponse>>(response).ticket ?? null;
  } catch (error) {
    if (error instanceof ApiError && foreignAnswerCodes.includes(error.code)) return null;
    throw error;
  }
}

/** The codes of the client for an answer without JSON, and for an error that is not a problem document. */
const foreignAnswerCodes: readonly string[] = ['not-json', 'not-a-problem'];

const noTicketResult: CheckResult = {
  status: 'warning',
  name: 'socket',
  message: 'POST /api/v1/tickets was not answered with a ticket; the page falls back to event streams',
  fix: 'Let the proxy in front of the server forward POST /api/v1/tickets to the server, and its answer unchanged.',
};

/** Checks that a proxy does not buffer event streams: the first event of the newest debate must arrive at once. */
export const checkStream = defineCheck('stream', async ({ server, signal, interrupted }) => {
  const { debates } = await server.client.list({ limit: 1 }, { signal });
  const [newest] = debates;
  if (!newest) return [{ status: 'pass', name: 'stream', message: 'skipped: the server has no debate' }];
  const headers = { ...authorizationHeaders(server.apiKey), accept: 'text/event-stream' };
  const url = `${server.baseUrl}/api/v1/debates/${encodeURIComponent(newest.id)}/events`;
  const controller = new AbortController();
  try {
    const anySignal = AbortSignal.any([signal, controller.signal]);
    const response = await fetch(url, { headers, redirect: 'manual', signal: anySignal });
    const problem = streamProblem(response);
    if (problem) return [bufferedResult(problem)];
    const firstChunk = await response.body?.getReader().read();
    if (!firstChunk?.value) return [bufferedResult('the stream was empty')];
    const message =
      newest.status === 'running'
        ? 'the first event of a running debate arrived at once'
        : 'the events of an ended debate arrived; only a running debate shows whether a proxy buffers';
    return [{ status: 'pass', name: 'stream', message }];
  } catch (error) {
    if (interrupted.aborted || !signal.aborted) throw error;
    return [bufferedResult('timed out')];
  } finally {
    controller.abort();
  }
});

function streamProblem({ status, headers }: Response): string | null {
  const type = headers.get('content-type') ?? 'no type';
  if (status !== 200 || !type.startsWith('text/event-stream')) return `the answer was ${status}, ${type}`;
  return headers.has('content-encoding') ? 'the answer was compressed' : null;
}

const bufferedResult = (reason: string): CheckResult => ({
  status: 'warning',
  name: 'stream',
  message: `an event stream did not arrive unchanged: ${reason}`,
  fix: 'Turn off buffering and compression for /api/v1/debates/*/events in the proxy in front of the server.',
});
