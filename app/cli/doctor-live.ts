import { keyHeaders } from '../client/exchange.ts';
import type { TicketResource } from '../debate/resources.ts';
import { examining, type Finding, type Visit } from './finding.ts';

/** Whether WebSockets come through: a ping must be answered. */
export const checkSocket = examining('socket', async (visit) => {
  const { server, signal } = visit;
  const url = new URL(`${server.baseUrl}/ws`);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  if (server.apiKey !== undefined) url.searchParams.set('ticket', await ticket(visit));
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = new WebSocket(url);
  socket.onopen = () => socket.send(JSON.stringify({ type: 'ping' }));
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string' && /"type":"pong"/.test(data)) resolve(true);
  };
  socket.onclose = () => resolve(false);
  signal.addEventListener('abort', () => resolve(false));
  const answered = await promise;
  socket.onclose = null;
  socket.close();
  visit.interrupted.throwIfAborted();
  if (answered) return [{ verdict: 'good', about: 'socket', says: 'a ping on /ws was answered' }];
  return [
    {
      verdict: 'warning',
      about: 'socket',
      says: 'a ping on /ws was not answered; pages fall back to event streams',
      cure: 'See that the proxy before the server passes on the Upgrade of /ws.',
    },
  ];
});

async function ticket({ server, signal }: Visit): Promise<string> {
  const headers = { ...keyHeaders(server.apiKey) };
  const url = `${server.baseUrl}/api/v1/tickets`;
  const response = await fetch(url, { method: 'POST', headers, signal, redirect: 'manual' });
  const { ticket }: TicketResource = await response.json();
  return ticket;
}

/** Whether event streams come through as they are written: the newest debate's first words must arrive at once. */
export const checkStream = examining('stream', async ({ server, signal, interrupted }) => {
  const { debates } = await server.client.list({ limit: 1 }, { signal });
  const [newest] = debates;
  if (!newest)
    return [{ verdict: 'good', about: 'stream', says: 'not tried, for there is no debate to follow' }];
  const headers = { ...keyHeaders(server.apiKey), accept: 'text/event-stream' };
  const url = `${server.baseUrl}/api/v1/debates/${encodeURIComponent(newest.id)}/events`;
  const left = new AbortController();
  try {
    const all = AbortSignal.any([signal, left.signal]);
    const response = await fetch(url, { headers, redirect: 'manual', signal: all });
    const wrong = wrongWith(response);
    if (wrong) return [heldBack(wrong)];
    const first = await response.body?.getReader().read();
    if (!first?.value) return [heldBack('it was empty')];
    const says =
      newest.status === 'running'
        ? 'the first words of a running debate came at once'
        : 'an ended debate’s events came; whether a proxy holds words back shows only while one runs';
    return [{ verdict: 'good', about: 'stream', says }];
  } catch (error) {
    if (interrupted.aborted || !signal.aborted) throw error;
    return [heldBack('nothing came in time')];
  } finally {
    left.abort();
  }
});

function wrongWith({ status, headers }: Response): string | null {
  const type = headers.get('content-type') ?? 'no type';
  if (status !== 200 || !type.startsWith('text/event-stream'))
    return `it was answered with ${status}, ${type}`;
  return headers.has('content-encoding') ? 'it came compressed' : null;
}

const heldBack = (says: string): Finding => ({
  verdict: 'warning',
  about: 'stream',
  says: `an event stream did not come through as written: ${says}`,
  cure: 'In the proxy before the server, switch off buffering and compression for /api/v1/debates/*/events.',
});
