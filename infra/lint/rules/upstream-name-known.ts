import { ruleFor } from '../rule.ts';
import type { HostNetwork, RequestPath } from '../types.ts';

/** All gateways of the files, and the networks of the projects that may mount their configurations. */
export interface Gateways {
  readonly requestPaths: readonly RequestPath[];
  readonly networks: readonly HostNetwork[];
}

export const upstreamNameKnown = ruleFor<Gateways>(
  'nginx',
  'Compose',
)({
  id: 'upstream-name-known',
  severity: 'warning',
  summary: 'The host that nginx proxies to is a service of the Compose project that starts this nginx',
  rationale:
    'an nginx that does not start ("host not found in upstream"), unless the name exists outside the project',
  fix: 'Use the name of a service, one of its network aliases or its container_name.',
  source: 'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#server',
  check({ requestPaths, networks }, report) {
    for (const { upstream } of requestPaths) {
      const place = upstream?.requiredAt;
      if (upstream === undefined || place === undefined) continue;
      const mounting = networks.filter(({ mounts }) =>
        mounts.some((path) => place.file === path || place.file.startsWith(`${path}/`)),
      );
      if (mounting.length === 0 || mounting.some(({ isComplete }) => !isComplete)) continue;
      const known = new Set(mounting.flatMap(({ hosts }) => [...hosts]));
      for (const host of upstream.hosts)
        if (/^[a-z][\w-]*$/i.test(host) && host !== 'localhost' && !known.has(host))
          report(place, `no service is called ${host}; there are ${[...known].join(', ')}`);
    }
  },
});
