import { rostrumRule } from '../../rule.ts';

export const ourSocketUpgrades = rostrumRule({
  id: 'our-socket-upgrades',
  severity: 'error',
  summary: "The gateway forwards the upgrade headers for Rostrum's WebSocket path",
  rationale: 'WebSockets that never open, so that every viewer falls back to SSE',
  fix: 'Set proxy_http_version 1.1, and the headers Upgrade $http_upgrade and Connection "upgrade", in the location.',
  source: 'https://nginx.org/en/docs/http/websocket.html',
  check({ classes, upgradeMissingAt }, report) {
    if (classes.has('socket') && upgradeMissingAt !== null)
      report(upgradeMissingAt, 'no header Upgrade is set');
  },
});
