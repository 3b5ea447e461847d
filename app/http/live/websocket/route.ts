import type { Log } from '../../../runtime/log.ts';
import type { Store } from '../../../store/store.ts';
import type { RegisterRoute } from '../../router.ts';
import { createWebSocketHandler, type WebSocketDeps } from './server.ts';

const description = `A WebSocket for watching many debates. Send text frames of JSON:
\`{"type":"subscribe","debate":ID,"after":SEQ}\` (after defaults to 0, the start),
\`{"type":"unsubscribe","debate":ID}\` or \`{"type":"ping"}\`. \`subscribed\` confirms a subscription and has its
\`mode\`: \`resumed\`, \`snapshot\` or \`reset\`. The same frames follow as in the event stream: stored events,
\`turn.delta\`, \`turn.snapshot\` and \`heartbeat\`; \`ended\` after a debate's last event; \`reconnect\` before the
server closes the socket, to reconnect after \`retryMs\`. An invalid frame is answered with
\`{"type":"error","code":…,"detail":…}\`.`;

export interface WebSocketRouteDeps extends Omit<WebSocketDeps, 'canView' | 'onError'> {
  readonly store: Pick<Store, 'get'>;
  readonly log: Log;
}

export function registerWebSocketRoute(register: RegisterRoute, deps: WebSocketRouteDeps): void {
  const { store, log, hub, viewers, contract, clock, accessControl } = deps;
  const responses = { 101: { description: 'The socket is open' } };
  const handler = createWebSocketHandler({
    hub,
    viewers,
    contract,
    clock,
    accessControl,
    async canView(c, debate) {
      const { tenant, debateScope } = c.var.caller;
      if (debateScope !== null && debateScope !== debate) return false;
      return (await store.get(tenant, debate)) !== null;
    },
    onError: (error) => log.error({ error }, 'WebSocket error'),
  });
  register('socket', { responses, description }, handler);
}
