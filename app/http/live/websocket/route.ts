import type { AppDeps } from '../../deps.ts';
import type { RegisterRoute } from '../../router.ts';
import { createWebSocketHandler } from './server.ts';

const description = `A WebSocket that watches many debates. Send \`{"type":"subscribe","debate":ID,"after":SEQ}\`
(after defaults to 0, from the start), \`{"type":"unsubscribe","debate":ID}\` or \`{"type":"ping"}\`, as text frames of
JSON. \`subscribed\` says how a subscription begins: \`resumed\`, \`snapshot\` or \`reset\`. Then come the same frames
as in the event stream: stored events, \`turn.delta\`, \`turn.snapshot\`, \`heartbeat\`; \`ended\` after a debate's last
event; \`reconnect\` before the server closes, to come back after \`retryMs\`. Whatever is wrong with a frame is answered
with \`{"type":"error","code":…,"detail":…}\`.`;

export function registerWebSocketRoute(register: RegisterRoute, deps: AppDeps): void {
  const { store, log } = deps;
  const responses = { 101: { description: 'The socket is open' } };
  const handler = createWebSocketHandler({
    ...deps,
    async canView(c, debate) {
      const { tenant, debateScope } = c.var.caller;
      if (debateScope !== null && debateScope !== debate) return false;
      return (await store.get(tenant, debate)) !== null;
    },
    onError: (error) => log.error({ error }, 'a socket failed'),
  });
  register('socket', { responses, description }, handler);
}
