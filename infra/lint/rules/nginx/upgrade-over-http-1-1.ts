import { nginxRule } from '../../rule.ts';
import { forwardedUpgrades, isUpgrade } from './forwarded-upgrades.ts';

export const upgradeOverHttp11 = nginxRule({
  id: 'upgrade-over-http-1-1',
  severity: 'error',
  summary: 'A location that forwards upgrades uses HTTP/1.1 and sends Connection: upgrade',
  rationale: 'WebSockets that never open',
  fix: 'Set proxy_http_version 1.1 and proxy_set_header Connection "upgrade" next to the Upgrade header.',
  source: 'https://nginx.org/en/docs/http/websocket.html',
  check({ httpLocations }, report) {
    for (const { upgrade, connection, version, scope } of httpLocations.flatMap(forwardedUpgrades))
      if (connection === undefined)
        report(scope.placeOf('proxy_set_header Upgrade', upgrade), 'no header Connection is set');
      else if (!isUpgrade(connection))
        report(
          scope.placeOf('proxy_set_header Connection', connection),
          `Connection is "${connection.value}"`,
        );
      else if (version.kind === 'set' && version.directive.args[0] === '1.0')
        report(version.place, 'proxy_http_version is 1.0');
  },
});
