import type { ProxyLocation } from '../../models/nginx/proxy-locations.ts';
import { findSetting } from '../../models/nginx/scope.ts';
import type { Rule, Violation } from '../../types.ts';
import { locateHeader, type UpstreamHeaders } from './headers.ts';

const upgradeVersion: Rule = {
  id: 'upgrade-over-http-1-1',
  severity: 'error',
  summary: 'A location that forwards upgrades uses HTTP/1.1 and sends Connection: upgrade',
  rationale: 'WebSockets that never open',
  fix: 'Set proxy_http_version 1.1 and proxy_set_header Connection "upgrade" next to the Upgrade header.',
};

const upgradeVersionExplicit: Rule = {
  ...upgradeVersion,
  id: 'upgrade-version-said',
  severity: 'warning',
  summary:
    'A location that forwards upgrades sets proxy_http_version 1.1, which older versions of nginx need',
  rationale: 'WebSockets that never open on nginx before 1.29.7, which uses HTTP/1.0 by default',
};

const socketPathUpgrades: Rule = {
  id: 'socket-path-upgrades',
  severity: 'warning',
  summary: 'A path named for WebSockets forwards the upgrade headers',
  rationale: 'WebSockets that never open, or that fall back to polling',
  fix: 'Set proxy_set_header Upgrade $http_upgrade and Connection "upgrade", and proxy_http_version 1.1.',
  supersededBy: ['our-socket-upgrades'],
};

export const upgradeRules: readonly Rule[] = [upgradeVersion, upgradeVersionExplicit, socketPathUpgrades];

/** Path segments that mean nothing else. */
const socketPath = /(?:^|\/)(?:wss?|websockets?|socket\.io)(?:\/|$)/i;
/** A script that is served from such a path. */
const staticFile = /\.(?:m?js|map|css|html?|wasm|json|txt|png|svg|ico)$/i;
const isSocketPath = (pattern: string): boolean => socketPath.test(pattern) && !staticFile.test(pattern);

/** Checks the settings that WebSockets need. */
export function checkUpgrade({ location, placeOf }: ProxyLocation, headers: UpstreamHeaders): Violation[] {
  const { chain, modifier, pattern } = location;
  const upgradeHeader = headers.set.get('upgrade');
  if (upgradeHeader === undefined)
    return ['', '=', '^~'].includes(modifier) && isSocketPath(pattern)
      ? [
          {
            rule: socketPathUpgrades,
            place: placeOf('proxy_pass'),
            message: `${pattern} sets no header Upgrade`,
          },
        ]
      : [];
  if (upgradeHeader.value === '') return [];
  const connection = headers.set.get('connection');
  const versionSetting = findSetting(chain, 'proxy_http_version');
  const httpVersion = versionSetting.kind === 'set' ? versionSetting.directive.args[0] : undefined;
  if (connection === undefined)
    return [
      {
        rule: upgradeVersion,
        place: locateHeader(headers, 'Upgrade', upgradeHeader),
        message: 'no header Connection is set',
      },
    ];
  if (!/upgrade|\$/i.test(connection.value)) {
    const message = `Connection is "${connection.value}"`;
    return [{ rule: upgradeVersion, place: locateHeader(headers, 'Connection', connection), message }];
  }
  if (httpVersion === '1.0' && versionSetting.kind === 'set')
    return [{ rule: upgradeVersion, place: versionSetting.place, message: 'proxy_http_version is 1.0' }];
  return versionSetting.kind === 'absent'
    ? [
        {
          rule: upgradeVersionExplicit,
          place: locateHeader(headers, 'Upgrade', upgradeHeader),
          message: 'proxy_http_version is not set',
        },
      ]
    : [];
}
