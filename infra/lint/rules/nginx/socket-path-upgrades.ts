import { nginxRule } from '../../rule.ts';

/** Path segments that mean nothing else. */
const socketPath = /(?:^|\/)(?:wss?|websockets?|socket\.io)(?:\/|$)/i;
/** A script that is served from such a path. */
const staticFile = /\.(?:m?js|map|css|html?|wasm|json|txt|png|svg|ico)$/i;

export const socketPathUpgrades = nginxRule({
  id: 'socket-path-upgrades',
  severity: 'warning',
  summary: 'A path named for WebSockets forwards the upgrade headers',
  rationale: 'WebSockets that never open, or that fall back to polling',
  fix: 'Set proxy_set_header Upgrade $http_upgrade and Connection "upgrade", and proxy_http_version 1.1.',
  source: 'https://nginx.org/en/docs/http/websocket.html',
  check({ httpLocations }, report) {
    for (const { location, headers, placeOf } of httpLocations) {
      const { isLiteral, pattern } = location;
      if (headers === null || headers.set.has('upgrade') || !isLiteral) continue;
      if (socketPath.test(pattern) && !staticFile.test(pattern))
        report(placeOf('proxy_pass'), `${pattern} sets no header Upgrade`);
    }
  },
});
