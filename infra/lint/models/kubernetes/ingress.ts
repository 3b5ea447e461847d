import type { Contract } from '../../../../app/contract/types/contract.ts';
import { formatQuantity } from '../../../shared/format.ts';
import { textOf } from '../../container/program.ts';
import { Sheet, second } from '../../parse/fact-builder.ts';
import type { View } from '../../parse/value-ref.ts';
import { expressionOf, type Sample, samples } from '../../sample-routes.ts';
import type { Flaw, Rule, Way } from '../../source.ts';
import { bodies as bodiesOfNginx } from '../nginx/rostrum-upstream.ts';
import { sizeOf } from '../nginx/units.ts';
import type { Thing } from './objects.ts';

const prefix = 'nginx.ingress.kubernetes.io/';
/** What the controller does when it is not told. */
const defaults = { readSeconds: 60, idleSeconds: 60, body: '1m' };
/** With these, what a number means is decided elsewhere. */
const overriding = ['configuration-snippet', 'server-snippet', 'connection-proxy-header'];

const bodies: Rule = {
  ...bodiesOfNginx,
  fix: `Raise the annotation ${prefix}proxy-body-size to the limit of the class.`,
};

interface Path {
  readonly ingress: Thing;
  readonly path: string;
  readonly type: string;
  readonly host: string;
  readonly service: string;
}

/** What is set for all of a controller, where its ConfigMap is among the files. */
export const controllerOf = (things: readonly Thing[]): Thing | null =>
  things.find(
    ({ kind, name }) =>
      kind === 'ConfigMap' && /^(?:ingress-)?nginx-(?:ingress-)?(?:controller|configuration)$/.test(name),
  ) ?? null;

/** Ways through ingress-nginx; of other controllers nothing is known. */
export function ingressWays(things: readonly Thing[]): Way[] {
  const ingresses = things.filter((thing) => thing.kind === 'Ingress' && isNginx(thing.view));
  const paths = ingresses.flatMap(pathsOf);
  const controller = controllerOf(things);
  return ingresses.flatMap((ingress) => {
    const own = paths.filter((path) => path.ingress === ingress);
    const services = [...new Set(own.map(({ service }) => service))];
    return services.flatMap((service) => {
      const routes = own.filter((path) => path.service === service).flatMap((path) => routesBy(path, paths));
      return waysTo(ingress, service, routes, controller);
    });
  });
}

function isNginx(view: View): boolean {
  const said = [
    textOf(view.get('spec', 'ingressClassName')),
    textOf(view.get('metadata', 'annotations', 'kubernetes.io/ingress.class')),
  ].filter((name) => name !== '');
  const annotations = view.get('metadata', 'annotations').keys();
  return said.length > 0
    ? said.every((name) => name === 'nginx')
    : annotations.some((key) => key.startsWith(prefix));
}

function pathsOf(ingress: Thing): Path[] {
  return (ingress.view.get('spec', 'rules').items() ?? []).flatMap((rule) =>
    (rule.get('http', 'paths').items() ?? []).map((path): Path => {
      const backend = path.get('backend');
      return {
        ingress,
        path: textOf(path.get('path')) || '/',
        type: textOf(path.get('pathType')),
        host: textOf(rule.get('host')),
        // The older form of the interface has the name elsewhere.
        service: textOf(backend.get('service', 'name')) || textOf(backend.get('serviceName')),
      };
    }),
  );
}

/** Those of our own routes that go by a path, and by none that comes before it. */
function routesBy(path: Path, all: readonly Path[]): Sample[] {
  const rivals = all
    .filter(({ host, ingress }) => host === path.host && ingress.namespace === path.ingress.namespace)
    .sort((a, b) => Number(b.type === 'Exact') - Number(a.type === 'Exact') || b.path.length - a.path.length);
  return samples.filter(({ path: asked }) => rivals.find((rival) => takes(rival, asked)) === path);
}

function takes({ ingress, path, type }: Path, asked: string): boolean {
  const regex = ingress.view.get('metadata', 'annotations', `${prefix}use-regex`).flag() === true;
  if (type === 'Exact') return path === asked;
  if (regex) return expressionOf(`^${path}`, 'i')?.test(asked) ?? false;
  const base = path.replace(/\/+$/, '');
  return asked === base || asked.startsWith(`${base}/`);
}

function waysTo(ingress: Thing, service: string, routes: readonly Sample[], controller: Thing | null): Way[] {
  const annotation = (key: string) => ingress.view.get('metadata', 'annotations', `${prefix}${key}`);
  if (/GRPC|FCGI/i.test(textOf(annotation('backend-protocol')))) return [];
  const overridden = overriding.some((key) => !annotation(key).isAbsent);
  const setting = (key: string) =>
    annotation(key).isAbsent && controller ? controller.view.get('data', key) : annotation(key);
  const name = `Ingress/${ingress.name} → ${service}`;
  const common = {
    contract: null,
    onward: {
      hosts: [`${service}.${ingress.namespace || 'default'}.svc`, ...(ingress.namespace ? [] : [service])],
      classes: new Set(routes.map((route) => route.class)),
      flawsBefore: ({ classes: rules }: Contract) =>
        tooLarge(setting('proxy-body-size'), rules.api.bodyBytesMax),
    },
  };
  const waits = new Sheet();
  waits.set('edge.gatewayIdleMs', null, annotation('upstream-keepalive-timeout').place, true);
  const seconds = (assumed: number) => ({ times: second, default: assumed });
  if (!overridden)
    waits.read('edge.gatewayReadMs', setting('proxy-read-timeout'), seconds(defaults.readSeconds));
  const keeps = new Sheet();
  const idle =
    controller?.view.get('data', 'upstream-keepalive-timeout') ?? annotation('upstream-keepalive-timeout');
  const pool = controller?.view.get('data', 'upstream-keepalive-connections').number() ?? 'absent';
  if (!overridden && pool !== 0 && pool !== 'unknown')
    keeps.read('edge.gatewayIdleMs', idle, seconds(defaults.idleSeconds));
  const waiting = new Set(['deadline-before-gateway', 'heartbeat-twice-within-gateway-timeout']);
  return [
    { ...common, name, facts: waits.facts, judgedBy: waiting },
    {
      ...common,
      name: `${name}, kept connections`,
      facts: keeps.facts,
      judgedBy: new Set(['keep-alive-outlives-gateway']),
    },
  ];

  function tooLarge(view: View, needed: number): Flaw[] {
    const taken = sizeOf(view.isAbsent ? defaults.body : textOf(view));
    if (
      !routes.some(({ takesUploads }) => takesUploads) ||
      overridden ||
      taken === null ||
      taken === 0 ||
      taken >= needed
    )
      return [];
    const takes = `it takes ${formatQuantity(taken, 'bytes')}${view.isAbsent ? ' (the default)' : ''}`;
    return [
      { rule: bodies, place: view.place, message: `${takes}, and we ${formatQuantity(needed, 'bytes')}` },
    ];
  }
}
