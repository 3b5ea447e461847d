import { flattenLocations, isProxyPass } from '../../models/nginx/configuration.ts';
import { findSetting } from '../../models/nginx/scope.ts';
import { nginxRule } from '../../rule.ts';

export const passHasOwnTimes = nginxRule({
  id: 'pass-has-own-times',
  severity: 'warning',
  summary:
    'A location with grpc_pass, fastcgi_pass, uwsgi_pass or scgi_pass sets the timeout of that protocol',
  rationale: '504 after the default of 60 s: proxy_read_timeout applies to proxy_pass only',
  fix: 'Set the read timeout of the protocol to the same time.',
  source: 'https://nginx.org/en/docs/http/ngx_http_grpc_module.html#grpc_read_timeout',
  check({ servers }, report) {
    const all = servers
      .flatMap(({ locations }) => flattenLocations(locations))
      .map(({ chain }) => ({
        chain,
        pass: chain[0]?.directives.find(isProxyPass)?.name,
        setting: findSetting(chain, 'proxy_read_timeout'),
      }));
    const used = new Set(
      all.map(({ pass, setting }) => pass === 'proxy_pass' && setting.kind === 'set' && setting.directive),
    );
    for (const { chain, pass, setting } of all) {
      if (pass === undefined || pass === 'proxy_pass') continue;
      const name = pass.replace('_pass', '_read_timeout');
      if (setting.kind !== 'set' || used.has(setting.directive)) continue;
      if (findSetting(chain, name).kind !== 'absent') continue;
      const [time = ''] = setting.directive.args;
      const found = `proxy_read_timeout ${time} says nothing to ${pass}, and ${name} is 60 s (default)`;
      report(setting.place, found, `Set ${name} ${time}.`);
    }
  },
});
