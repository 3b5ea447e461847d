import type { Proxied } from '../../models/nginx/proxy-locations.ts';
import { settingOf } from '../../models/nginx/scope.ts';
import type { Flaw, Rule } from '../../source.ts';
import { type Headers, placeOfHeader } from './headers.ts';

const version: Rule = {
  id: 'upgrade-over-http-1-1',
  severity: 'error',
  summary: 'A location that passes upgrades on speaks HTTP/1.1 to the upstream, and says Connection: upgrade',
  prevents: 'sockets that never open',
  fix: 'Set proxy_http_version 1.1 and proxy_set_header Connection "upgrade" beside the Upgrade header.',
};

const older: Rule = {
  ...version,
  id: 'upgrade-version-said',
  severity: 'warning',
  summary: 'A location that passes upgrades on says proxy_http_version 1.1, which older versions of nginx need',
  prevents: 'sockets that never open on nginx before 1.29.7, which speaks HTTP/1.0 unless told otherwise',
};

const socket: Rule = {
  id: 'socket-path-upgrades',
  severity: 'warning',
  summary: 'A path that is called after sockets passes the headers of an upgrade on',
  prevents: 'sockets that never open, or that fall back to polling',
  fix: 'Set proxy_set_header Upgrade $http_upgrade and Connection "upgrade", and proxy_http_version 1.1.',
  toldBy: ['our-socket-upgrades'],
};

export const upgradeRules: readonly Rule[] = [version, older, socket];

/** Words that a path has for nothing else. */
const sockets = /(?:^|\/)(?:wss?|websockets?|socket\.io)(?:\/|$)/i;

/** Sockets: what the location has to say so that they open. */
export function ofUpgrade({ location, placeOf }: Proxied, headers: Headers): Flaw[] {
  const { chain, modifier, pattern } = location;
  const asked = headers.set.get('upgrade');
  if (asked === undefined)
    return ['', '=', '^~'].includes(modifier) && sockets.test(pattern)
      ? [{ rule: socket, place: placeOf('proxy_pass'), message: `${pattern} sets no header Upgrade` }]
      : [];
  if (asked.value === '') return [];
  const connection = headers.set.get('connection');
  const said = settingOf(chain, 'proxy_http_version');
  const spoken = said.kind === 'set' ? said.directive.args[0] : undefined;
  if (connection === undefined)
    return [
      {
        rule: version,
        place: placeOfHeader(headers, 'Upgrade', asked),
        message: 'no header Connection is set',
      },
    ];
  if (!/upgrade|\$/i.test(connection.value)) {
    const message = `Connection is "${connection.value}"`;
    return [{ rule: version, place: placeOfHeader(headers, 'Connection', connection), message }];
  }
  if (spoken === '1.0' && said.kind === 'set')
    return [{ rule: version, place: said.place, message: 'proxy_http_version is 1.0' }];
  return said.kind === 'absent'
    ? [
        {
          rule: older,
          place: placeOfHeader(headers, 'Upgrade', asked),
          message: 'proxy_http_version is not set',
        },
      ]
    : [];
}
