import { authorizationHeaders } from '../../client/http.ts';
import type { TicketResponse } from '../../debate/views/responses.ts';
import { type CheckContext, type CheckResult, defineCheck } from './check.ts';

/** Whether WebSockets come through: a ping must be answered. */
export const checkSocket = defineCheck('socket', async (context) => {
  const { server, signal } = context;
  const url = new URL(`${server.baseUrl}/ws`);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  if (server.apiKey !== undefined) url.searchParams.set('ticket', await issueTicket(context));
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
      message: 'a ping on /ws was not answered; pages fall back to event streams',
      fix: 'See that the proxy before the server passes on the Upgrade of /ws.',
    },
  ];
});

async function issueTicket({ server, signal }: CheckContext): Promise<string> {
  const headers = { ...authorizationHeaders(server.apiKey) };
  const url = `${server.baseUrl}/api/v1/tickets`;
  const response = await fetch(url, { method: 'POST', headers, signal, redirect: 'manual' });
  const { ticket }: TicketResponse = await response.json();
  return ticket;
}

/** Whether event streams come through as they are written: the newest debate's first words must arrive at once. */
export const checkStream = defineCheck('stream', async ({ server, signal, interrupted }) => {
  const { debates } = await server.client.list({ limit: 1 }, { signal });
  const [newest] = debates;
  if (!newest)
    return [{ status: 'pass', name: 'stream', message: 'not tried, for there is no debate to follow' }];
  const headers = { ...authorizationHeaders(server.apiKey), accept: 'text/event-stream' };
  const url = `${server.baseUrl}/api/v1/debates/${encodeURIComponent(newest.id)}/events`;
  const controller = new AbortController();
  try {
    const anySignal = AbortSignal.any([signal, controller.signal]);
    const response = await fetch(url, { headers, redirect: 'manual', signal: anySignal });
    const problem = streamProblem(response);
    if (problem) return [bufferedResult(problem)];
    const firstChunk = await response.body?.getReader().read();
    if (!firstChunk?.value) return [bufferedResult('it was empty')];
    const message =
      newest.status === 'running'
        ? 'the first words of a running debate came at once'
        : 'an ended debate’s events came; whether a proxy holds words back shows only while one runs';
    return [{ status: 'pass', name: 'stream', message }];
  } catch (error) {
    if (interrupted.aborted || !signal.aborted) throw error;
    return [bufferedResult('nothing came in time')];
  } finally {
    controller.abort();
  }
});

function streamProblem({ status, headers }: Response): string | null {
  const type = headers.get('content-type') ?? 'no type';
  if (status !== 200 || !type.startsWith('text/event-stream'))
    return `it was answered with ${status}, ${type}`;
  return headers.has('content-encoding') ? 'it came compressed' : null;
}

const bufferedResult = (reason: string): CheckResult => ({
  status: 'warning',
  name: 'stream',
  message: `an event stream did not come through as written: ${reason}`,
  fix: 'In the proxy before the server, switch off buffering and compression for /api/v1/debates/*/events.',
});
