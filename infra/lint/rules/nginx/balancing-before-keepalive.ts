import { nginxRule } from '../../rule.ts';

const methods = new Set(['least_conn', 'ip_hash', 'hash', 'random', 'least_time']);

export const balancingBeforeKeepalive = nginxRule({
  id: 'balancing-before-keepalive',
  severity: 'warning',
  summary: 'An upstream sets its balancing method before keepalive',
  rationale: 'connections that are not reused: nginx warns that the method is redefined, and drops keepalive',
  fix: 'Move keepalive below the method.',
  source: 'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive',
  check({ upstreams }, report) {
    for (const { scope } of upstreams.values()) {
      const keepalive = scope.directives.findIndex(({ name }) => name === 'keepalive');
      const late = scope.directives.find(
        ({ name }, at) => keepalive >= 0 && at > keepalive && methods.has(name),
      );
      if (late) report(scope.placeOf(late.name, late), `${late.name} is below keepalive`);
    }
  },
});
