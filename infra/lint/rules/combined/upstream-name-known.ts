import type { HostNetwork, RequestPath, Rule, Violation } from '../../types.ts';

export const upstreamNameKnown: Rule = {
  id: 'upstream-name-known',
  severity: 'warning',
  summary: 'The host that nginx proxies to is a service of the Compose project that starts this nginx',
  rationale:
    'an nginx that does not start ("host not found in upstream"), unless the name exists outside the project',
  fix: 'Use the name of a service, one of its network aliases or its container_name.',
};

/** Checks the hosts of each gateway whose file a project mounts. */
export function checkUpstreamNames(
  gateways: readonly RequestPath[],
  networks: readonly HostNetwork[],
): Violation[] {
  return gateways.flatMap(({ upstream }): Violation[] => {
    const place = upstream?.requiredAt;
    if (upstream === undefined || place === undefined) return [];
    const mounting = networks.filter(({ mounts }) =>
      mounts.some((path) => place.file === path || place.file.startsWith(`${path}/`)),
    );
    if (mounting.length === 0 || mounting.some(({ isComplete }) => !isComplete)) return [];
    return upstream.hosts
      .filter((host) => /^[a-z][\w-]*$/i.test(host) && host !== 'localhost')
      .filter((host) => mounting.every(({ hosts }) => !hosts.has(host)))
      .map((host) => {
        const known = [...new Set(mounting.flatMap(({ hosts }) => [...hosts]))].join(', ');
        return {
          rule: upstreamNameKnown,
          place,
          message: `no service is called ${host}; there are ${known}`,
        };
      });
  });
}
