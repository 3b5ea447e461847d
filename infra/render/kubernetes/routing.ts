import type { Route } from '../../../app/contract/route.ts';
import { routes } from '../../../app/contract/routes.ts';
import type { Contract, RouteClass } from '../../../app/contract/types/contract.ts';
import { isPublicRoute } from '../../routing/route-rules.ts';
import { formatSize } from '../nginx/syntax.ts';
import { createObject, type Manifest, roleLabels } from './metadata.ts';
import { containerPort } from './workloads.ts';

/** That of the workers is for Prometheus only. */
export const createServices = (contract: Contract): Manifest[] =>
  (['web', 'worker'] as const).map((role) =>
    createObject('v1', 'Service', `rostrum-${role}`, role, {
      selector: roleLabels(role),
      ports: [{ name: 'http', port: containerPort(contract, role), targetPort: 'http' }],
    }),
  );

/**
 * Two of them, because settings are those of a whole Ingress: one for short answers, one for what lives long. Only the
 * paths of the route table are there; whatever else is asked for, the controller answers 404.
 */
export const createIngresses = (contract: Contract): Manifest[] => [
  createIngress(contract, 'rostrum', ['page', 'api', 'probe'], {}),
  createIngress(contract, 'rostrum-live', ['stream', 'socket'], { 'proxy-buffering': 'off' }),
];

function createIngress(
  contract: Contract,
  name: string,
  classes: readonly RouteClass[],
  settings: Readonly<Record<string, string>>,
): Manifest {
  const classRoutes = Object.values<Route>(routes).filter(
    (route) => isPublicRoute(route) && classes.includes(route.class),
  );
  const paths = [...new Set(classRoutes.map(({ path }) => path))];
  const annotations = { ...commonAnnotations(contract, classes), ...settings };
  return createObject(
    'networking.k8s.io/v1',
    'Ingress',
    name,
    'web',
    {
      ingressClassName: 'nginx',
      rules: [{ http: { paths: paths.map((path) => ingressPath(contract, path)) } }],
    },
    Object.fromEntries(
      Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]),
    ),
  );
}

function commonAnnotations(
  { deployment: { cdn }, edge, classes: rules, http }: Contract,
  classes: readonly RouteClass[],
): Record<string, string> {
  const readTimeoutSeconds = String((edge.gatewayReadMs ?? edge.gatewayIdleMs ?? http.requestMs) / 1000);
  const bodyBytesMax = Math.max(...classes.map((name) => rules[name].bodyBytesMax));
  return {
    'use-regex': 'true',
    'proxy-connect-timeout': String(cdn.connectMs / 1000),
    'proxy-read-timeout': readTimeoutSeconds,
    'proxy-send-timeout': readTimeoutSeconds,
    'proxy-body-size': formatSize(Math.max(1, bodyBytesMax)),
    // Another process gets a request only if the first never had it: nothing is done twice.
    'proxy-next-upstream': 'error',
    'proxy-next-upstream-tries': String(cdn.connectAttempts),
  };
}

/** Regular expressions for all of them, for as soon as one path of a host is one, the controller takes all for it. */
const ingressPath = ({ http }: Contract, path: string) => ({
  path: `${path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`,
  pathType: 'ImplementationSpecific',
  backend: { service: { name: 'rostrum-web', port: { number: http.port } } },
});
