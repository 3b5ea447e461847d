import { gatewayReadMs, gatewayStreamMs } from '../../../app/contract/derived.ts';
import type { Route } from '../../../app/contract/route.ts';
import { routes } from '../../../app/contract/routes.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { RouteClass } from '../../../app/contract/types/http.ts';
import { isPublicRoute } from '../../routing/route-rules.ts';
import { formatSize } from '../nginx/syntax.ts';
import { createObject, type Manifest, roleLabels } from './metadata.ts';
import { containerPort } from './workloads.ts';

/** The worker service is for Prometheus only. */
export const createServices = (contract: Contract): Manifest[] =>
  (['web', 'worker'] as const).map((role) =>
    createObject('v1', 'Service', `rostrum-${role}`, role, {
      selector: roleLabels(role),
      ports: [{ name: 'http', port: containerPort(contract, role), targetPort: 'http' }],
    }),
  );

/**
 * Two, because annotations apply to a whole Ingress: one for short responses, one for streams and sockets. They have
 * the paths of the route table only; the controller answers 404 for all others.
 */
export const createIngresses = (contract: Contract): Manifest[] => [
  createIngress(contract, 'rostrum', ['page', 'api', 'probe'], timeouts(gatewayReadMs(contract))),
  createIngress(contract, 'rostrum-live', ['stream', 'socket'], {
    ...timeouts(gatewayStreamMs(contract)),
    'proxy-buffering': 'off',
  }),
];

const timeouts = (ms: number): Record<string, string> => ({
  'proxy-read-timeout': String(ms / 1000),
  'proxy-send-timeout': String(ms / 1000),
});

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
  const { hostName } = contract.gateway;
  const annotations = { ...commonAnnotations(contract, classes), ...settings };
  return createObject(
    'networking.k8s.io/v1',
    'Ingress',
    name,
    'web',
    {
      ingressClassName: 'nginx',
      ...(hostName === null ? {} : { tls: [{ hosts: [hostName], secretName: tlsSecretName }] }),
      rules: [
        {
          ...(hostName === null ? {} : { host: hostName }),
          http: { paths: paths.map((path) => ingressPath(contract, path)) },
        },
      ],
    },
    Object.fromEntries(
      Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]),
    ),
  );
}

function commonAnnotations(contract: Contract, classes: readonly RouteClass[]): Record<string, string> {
  const { cdn } = contract.deployment;
  const bodyBytesMax = Math.max(...classes.map((name) => contract.classes[name].bodyBytesMax));
  return {
    'use-regex': 'true',
    'proxy-connect-timeout': String(cdn.connectMs / 1000),
    'proxy-body-size': formatSize(Math.max(1, bodyBytesMax)),
    // A request is retried on another process only if it was never sent, so it is never processed twice.
    'proxy-next-upstream': 'error',
    'proxy-next-upstream-tries': String(cdn.connectAttempts),
  };
}

/** The Secret with the certificate of gateway.hostName, from cert-manager or `kubectl create secret tls`. */
export const tlsSecretName = 'rostrum-tls';

/** All paths are regular expressions: as soon as one path of a host is, ingress-nginx treats all of them as such. */
const ingressPath = ({ http }: Contract, path: string) => ({
  path: `${path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`,
  pathType: 'ImplementationSpecific',
  backend: { service: { name: 'rostrum-web', port: { number: http.port } } },
});
