import type { Contract, RouteClass } from '../../../app/contract/contract.ts';
import type { Route } from '../../../app/contract/route.ts';
import { routes } from '../../../app/contract/routes.ts';
import { isOutside } from '../../routing.ts';
import { size } from '../nginx/lines.ts';
import { labelsOf, type Manifest, named } from './names.ts';
import { portOf } from './workloads.ts';

/** That of the workers is for Prometheus only. */
export const services = (contract: Contract): Manifest[] =>
  (['web', 'worker'] as const).map((role) =>
    named('v1', 'Service', `rostrum-${role}`, role, {
      selector: labelsOf(role),
      ports: [{ name: 'http', port: portOf(contract, role), targetPort: 'http' }],
    }),
  );

/**
 * Two of them, because settings are those of a whole Ingress: one for short answers, one for what lives long. Only the
 * paths of the route table are there; whatever else is asked for, the controller answers 404.
 */
export const ingresses = (contract: Contract): Manifest[] => [
  ingress(contract, 'rostrum', ['page', 'api', 'probe'], {}),
  ingress(contract, 'rostrum-live', ['stream', 'socket'], { 'proxy-buffering': 'off' }),
];

function ingress(
  contract: Contract,
  name: string,
  classes: readonly RouteClass[],
  settings: Readonly<Record<string, string>>,
): Manifest {
  const own = Object.values<Route>(routes).filter(
    (route) => isOutside(route) && classes.includes(route.class),
  );
  const paths = [...new Set(own.map(({ path }) => path))];
  const annotations = { ...common(contract, classes), ...settings };
  return named(
    'networking.k8s.io/v1',
    'Ingress',
    name,
    'web',
    {
      ingressClassName: 'nginx',
      rules: [{ http: { paths: paths.map((path) => pathOf(contract, path)) } }],
    },
    Object.fromEntries(
      Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]),
    ),
  );
}

function common(
  { deployment: { cdn }, edge, classes: rules, http }: Contract,
  classes: readonly RouteClass[],
): Record<string, string> {
  const patience = String((edge.gatewayReadMs ?? edge.gatewayIdleMs ?? http.requestMs) / 1000);
  const bodyBytesMax = Math.max(...classes.map((name) => rules[name].bodyBytesMax));
  return {
    'use-regex': 'true',
    'proxy-connect-timeout': String(cdn.connectMs / 1000),
    'proxy-read-timeout': patience,
    'proxy-send-timeout': patience,
    'proxy-body-size': size(Math.max(1, bodyBytesMax)),
    // Another process gets a request only if the first never had it: nothing is done twice.
    'proxy-next-upstream': 'error',
    'proxy-next-upstream-tries': String(cdn.connectAttempts),
  };
}

/** Regular expressions for all of them, for as soon as one path of a host is one, the controller takes all for it. */
const pathOf = ({ http }: Contract, path: string) => ({
  path: `${path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`,
  pathType: 'ImplementationSpecific',
  backend: { service: { name: 'rostrum-web', port: { number: http.port } } },
});
