import { nginxRule } from '../../rule.ts';
import { keptConnections } from './kept-connections.ts';

export const upstreamKeepaliveSaid = nginxRule({
  id: 'upstream-keepalive-said',
  severity: 'note',
  summary: 'The settings that older versions of nginx need for keepalive are explicit',
  rationale: 'a new connection for each request on nginx before 1.29.7, although keepalive is set',
  fix: 'Set proxy_http_version 1.1 and proxy_set_header Connection "" next to proxy_pass.',
  source: 'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive',
  check({ httpLocations }, report) {
    for (const { kept, version, connection, placeOf } of httpLocations.flatMap(keptConnections)) {
      const isOff = version.kind === 'set' && version.directive.args[0] === '1.0';
      if (isOff || connection?.value.toLowerCase() === 'close') continue;
      const missing = [
        ...(version.kind === 'absent' ? ['proxy_http_version'] : []),
        ...(connection === undefined ? ['the header Connection'] : []),
      ];
      if (missing.length > 0)
        report(placeOf('proxy_pass'), `${kept}, and ${missing.join(' and ')} is not set`);
    }
  },
});
