import type { Mount } from './mount.ts';
import type { AppParts } from './parts.ts';
import { liveSocket } from './socket.ts';

const description = `A WebSocket that watches many debates. Send \`{"type":"subscribe","debate":ID,"after":SEQ}\`
(after defaults to 0, from the start), \`{"type":"unsubscribe","debate":ID}\` or \`{"type":"ping"}\`, as text frames of
JSON. \`subscribed\` says how a subscription begins: \`resumed\`, \`snapshot\` or \`reset\`. Then come the same frames
as in the event stream: stored events, \`turn.delta\`, \`turn.snapshot\`, \`heartbeat\`; \`ended\` after a debate's last
event; \`moving\` before the server closes, to come back after \`retryMs\`. Whatever is wrong with a frame is answered
with \`{"type":"error","code":…,"detail":…}\`.`;

export function mountSocket(mount: Mount, parts: AppParts): void {
  const { store, log } = parts;
  const responses = { 101: { description: 'The socket is open' } };
  const socket = liveSocket({
    ...parts,
    async canSee(c, debate) {
      const { tenant, onlyDebate } = c.var.caller;
      if (onlyDebate !== null && onlyDebate !== debate) return false;
      return (await store.get(tenant, debate)) !== null;
    },
    onError: (error) => log.error({ error }, 'a socket failed'),
  });
  mount('socket', { responses, description }, socket);
}
