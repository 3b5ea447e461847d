import { nginxRule } from '../../rule.ts';
import { keptConnections } from './kept-connections.ts';

export const upstreamKeepaliveUsed = nginxRule({
  id: 'upstream-keepalive-used',
  severity: 'warning',
  summary: 'Connections to an upstream with keepalive are reused',
  rationale: 'a new connection for each request, and no free ports under load, although keepalive is set',
  fix: 'Set proxy_http_version 1.1 and proxy_set_header Connection "" next to proxy_pass.',
  source: 'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive',
  check({ httpLocations }, report) {
    for (const { kept, version, connection, headerPlace } of httpLocations.flatMap(keptConnections))
      if (version.kind === 'set' && version.directive.args[0] === '1.0')
        report(version.place, `${kept}, and proxy_http_version is 1.0`);
      else if (connection?.value.toLowerCase() === 'close')
        report(headerPlace(connection), `${kept}, and Connection is close`);
  },
});
