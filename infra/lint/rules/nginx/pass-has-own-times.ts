import {
  type Configuration,
  flattenLocations,
  isProxyPass,
  type Location,
} from '../../models/nginx/configuration.ts';
import { findSetting } from '../../models/nginx/scope.ts';
import type { DocumentedRule, Violation } from '../../types.ts';

const example = (directive: string) => `events {}
http {
  server {
    listen 7000;
    http2 on;
    location / { grpc_pass grpc://queue:7233; ${directive} 1h; }
  }
}
`;

export const passHasOwnTimes: DocumentedRule = {
  id: 'pass-has-own-times',
  severity: 'warning',
  summary:
    'A location with grpc_pass, fastcgi_pass, uwsgi_pass or scgi_pass sets the timeout of that protocol',
  rationale: '504 after the default of 60 s: proxy_read_timeout applies to proxy_pass only',
  fix: 'Set the read timeout of the protocol to the same time.',
  source: 'https://nginx.org/en/docs/http/ngx_http_grpc_module.html#grpc_read_timeout',
  fails: [{ name: 'nginx.conf', text: example('proxy_read_timeout') }],
  passes: [{ name: 'nginx.conf', text: example('grpc_read_timeout') }],
};

/** Checks locations of other protocols that inherit, or set, a time that only proxy_pass has. */
export function checkOtherPasses({ servers }: Configuration): Violation[] {
  const all = servers
    .flatMap(({ locations }) => flattenLocations(locations))
    .map((location) => ({
      location,
      pass: location.chain[0]?.directives.find(isProxyPass)?.name,
    }));
  const used = new Set(
    all
      .filter(({ pass }) => pass === 'proxy_pass')
      .map(({ location }) => readTimeout(location, 'proxy_pass')),
  );
  return all.flatMap(({ location, pass }): Violation[] => {
    if (pass === undefined || pass === 'proxy_pass') return [];
    const setting = findSetting(location.chain, 'proxy_read_timeout');
    const name = pass.replace('_pass', '_read_timeout');
    if (setting.kind !== 'set' || used.has(setting.directive)) return [];
    if (findSetting(location.chain, name).kind !== 'absent') return [];
    const [time = ''] = setting.directive.args;
    return [
      {
        rule: passHasOwnTimes,
        place: setting.place,
        message: `proxy_read_timeout ${time} says nothing to ${pass}, and ${name} is 60 s (default)`,
        fix: `Set ${name} ${time}.`,
      },
    ];
  });
}

function readTimeout({ chain }: Location, pass: string) {
  const setting = findSetting(chain, pass.replace('_pass', '_read_timeout'));
  return setting.kind === 'set' ? setting.directive : null;
}
