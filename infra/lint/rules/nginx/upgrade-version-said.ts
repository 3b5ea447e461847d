import { nginxRule } from '../../rule.ts';
import { forwardedUpgrades, isUpgrade } from './forwarded-upgrades.ts';

export const upgradeVersionSaid = nginxRule({
  id: 'upgrade-version-said',
  severity: 'warning',
  summary:
    'A location that forwards upgrades sets proxy_http_version 1.1, which older versions of nginx need',
  rationale: 'WebSockets that never open on nginx before 1.29.7, which uses HTTP/1.0 by default',
  fix: 'Set proxy_http_version 1.1 and proxy_set_header Connection "upgrade" next to the Upgrade header.',
  source: 'https://nginx.org/en/docs/http/websocket.html',
  check({ httpLocations }, report) {
    for (const { upgrade, connection, version, scope } of httpLocations.flatMap(forwardedUpgrades))
      if (connection !== undefined && isUpgrade(connection) && version.kind === 'absent')
        report(scope.placeOf('proxy_set_header Upgrade', upgrade), 'proxy_http_version is not set');
  },
});
