import type { ConfigNode } from '../../parse/config-node.ts';
import { FactBuilder, second } from '../../parse/fact-builder.ts';
import { invariantIds } from '../../rules/invariants.ts';
import { compilePattern, type SampleRoute, sampleRoutes } from '../../sample-routes.ts';
import type { BodyLimit, RequestPath } from '../../types.ts';
import { parseNginxSize } from '../nginx/units.ts';
import type { KubernetesObject } from './objects.ts';

const prefix = 'nginx.ingress.kubernetes.io/';
/** The controller's defaults. */
const defaults = { readSeconds: 60, idleSeconds: 60, body: '1m' };
/** With one of these annotations, other files decide the settings. */
const overridingAnnotations = ['configuration-snippet', 'server-snippet', 'connection-proxy-header'];

const responseInvariants = invariantIds('deadline-before-gateway', 'heartbeat-twice-within-gateway-timeout');
const idleInvariants = invariantIds('keep-alive-outlives-gateway');

interface Path {
  readonly ingress: KubernetesObject;
  readonly path: string;
  readonly type: string;
  readonly host: string;
  readonly service: string;
}

/** The ConfigMap of ingress-nginx, if the files have it: it sets the defaults of every Ingress. */
export const findController = (objects: readonly KubernetesObject[]): KubernetesObject | null =>
  objects.find(
    ({ kind, name }) =>
      kind === 'ConfigMap' && /^(?:ingress-)?nginx-(?:ingress-)?(?:controller|configuration)$/.test(name),
  ) ?? null;

/** Request paths through ingress-nginx; other controllers are not supported. */
export function collectIngressPaths(objects: readonly KubernetesObject[]): RequestPath[] {
  const ingresses = objects.filter((object) => object.kind === 'Ingress' && isNginx(object.node));
  const paths = ingresses.flatMap(collectPaths);
  const controller = findController(objects);
  return ingresses.flatMap((ingress) => {
    const own = paths.filter((path) => path.ingress === ingress);
    const services = [...new Set(own.map(({ service }) => service))];
    return services.flatMap((service) => {
      const routes = own
        .filter((path) => path.service === service)
        .flatMap((path) => findRoutes(path, paths));
      return buildIngressPaths(ingress, service, routes, controller);
    });
  });
}

function isNginx(node: ConfigNode): boolean {
  const classNames = [
    node.get('spec', 'ingressClassName').string(),
    node.get('metadata', 'annotations', 'kubernetes.io/ingress.class').string(),
  ].filter((name) => name !== '');
  const annotations = node.get('metadata', 'annotations').keys();
  return classNames.length > 0
    ? classNames.every((name) => name === 'nginx')
    : annotations.some((key) => key.startsWith(prefix));
}

function collectPaths(ingress: KubernetesObject): Path[] {
  return ingress.node
    .get('spec', 'rules')
    .list()
    .flatMap((rule) =>
      rule
        .get('http', 'paths')
        .list()
        .map((path): Path => {
          const backend = path.get('backend');
          return {
            ingress,
            path: path.get('path').string() || '/',
            type: path.get('pathType').string(),
            host: rule.get('host').string(),
            // The older form of the API has the name elsewhere.
            service: backend.get('service', 'name').string() || backend.get('serviceName').string(),
          };
        }),
    );
}

/** Rostrum's routes that the Ingress sends to this path and to no path with priority over it. */
function findRoutes(path: Path, all: readonly Path[]): SampleRoute[] {
  const competitors = all
    .filter(({ host, ingress }) => host === path.host && ingress.namespace === path.ingress.namespace)
    .sort((a, b) => Number(b.type === 'Exact') - Number(a.type === 'Exact') || b.path.length - a.path.length);
  return sampleRoutes.filter(
    ({ path: requestPath }) =>
      competitors.find((competitor) => matchesPath(competitor, requestPath)) === path,
  );
}

function matchesPath({ ingress, path, type }: Path, requestPath: string): boolean {
  const isPattern = ingress.node.get('metadata', 'annotations', `${prefix}use-regex`).flag() === true;
  if (type === 'Exact') return path === requestPath;
  if (isPattern) return compilePattern(`^${path}`, 'i')?.test(requestPath) ?? false;
  const base = path.replace(/\/+$/, '');
  return requestPath === base || requestPath.startsWith(`${base}/`);
}

function buildIngressPaths(
  ingress: KubernetesObject,
  service: string,
  routes: readonly SampleRoute[],
  controller: KubernetesObject | null,
): RequestPath[] {
  const annotation = (key: string) => ingress.node.get('metadata', 'annotations', `${prefix}${key}`);
  if (/GRPC|FCGI/i.test(annotation('backend-protocol').string())) return [];
  const overridden = overridingAnnotations.some((key) => !annotation(key).isAbsent);
  const setting = (key: string) =>
    annotation(key).isAbsent && controller ? controller.node.get('data', key) : annotation(key);
  const name = `Ingress/${ingress.name} → ${service}`;
  const common = {
    contract: null,
    upstream: {
      hosts: [`${service}.${ingress.namespace || 'default'}.svc`, ...(ingress.namespace ? [] : [service])],
      routeClasses: new Set(routes.map((route) => route.class)),
      gateway: {
        bodyLimit: readBodyLimit(setting('proxy-body-size')),
        upgradeMissingAt: null,
        bufferedAt: null,
        reloadTimes: [],
      },
    },
  };
  const responseBuilder = new FactBuilder();
  responseBuilder.set('edge.gatewayIdleMs', null, annotation('upstream-keepalive-timeout').place, true);
  const seconds = (defaultSeconds: number) => ({ scale: second, default: defaultSeconds });
  if (!overridden)
    responseBuilder.read('edge.gatewayReadMs', setting('proxy-read-timeout'), seconds(defaults.readSeconds));
  const idleBuilder = new FactBuilder();
  const idle =
    controller?.node.get('data', 'upstream-keepalive-timeout') ?? annotation('upstream-keepalive-timeout');
  const pool = controller?.node.get('data', 'upstream-keepalive-connections').number() ?? 'absent';
  if (!overridden && pool !== 0 && pool !== 'unknown')
    idleBuilder.read('edge.gatewayIdleMs', idle, seconds(defaults.idleSeconds));
  return [
    { ...common, name, facts: responseBuilder.facts, applicableInvariants: responseInvariants },
    {
      ...common,
      name: `${name}, kept connections`,
      facts: idleBuilder.facts,
      applicableInvariants: idleInvariants,
    },
  ];

  function readBodyLimit(node: ConfigNode): BodyLimit | null {
    const bytes = parseNginxSize(node.isAbsent ? defaults.body : node.string());
    if (bytes === null || overridden || !routes.some(({ takesUploads }) => takesUploads)) return null;
    const fix = `Raise the annotation ${prefix}proxy-body-size to the limit of the class.`;
    return { bytes, isDefault: node.isAbsent, place: node.place, fix };
  }
}
