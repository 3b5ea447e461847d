import { textOf } from '../../container/program.ts';
import type { Thing } from '../../models/kubernetes/objects.ts';
import { isService, mayGrow, mayMeet } from '../../models/kubernetes/pods.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';
import type { Rules, Say } from './rule.ts';

const port: Rule = {
  id: 'backend-port-is-there',
  severity: 'error',
  summary: 'An Ingress or a route sends to a port that the Service has',
  prevents: 'a path that is answered 503, or 500: there is nothing behind it',
  fix: 'Write the port of the Service, not that of the container, or its name.',
};

const service: Rule = {
  id: 'backend-is-there',
  severity: 'note',
  summary: 'The Service that an Ingress or a route sends to is among the files',
  prevents: 'a path that is answered 503, or 500, should nothing of that name be in the cluster either',
  fix: 'Write the name of the Service, or give the file that has it.',
};

export const backendRules: Rules = {
  rules: [port, service],
  check({ things }, say) {
    for (const thing of things)
      for (const backend of backendsOf(thing)) ofBackend(backend, thing, things, say);
  },
};

interface Backend {
  readonly name: View;
  /** A number, or a name where the kind allows one. */
  readonly port: View;
  readonly namespace: string;
  /** ingress-nginx looks among the ports of the pods, too. */
  readonly allowsTargetPort: boolean;
}

function backendsOf(thing: Thing): Backend[] {
  const { kind, view, namespace } = thing;
  const rules = () => view.get('spec', 'rules').items() ?? [];
  if (kind === 'Ingress') {
    const paths = rules().flatMap((rule) => rule.get('http', 'paths').items() ?? []);
    const all = [view.get('spec', 'defaultBackend'), ...paths.map((path) => path.get('backend'))];
    return all.map((backend) => ingressBackend(backend, namespace));
  }
  if (!/^(?:HTTP|GRPC|TCP|TLS)Route$/.test(kind)) return [];
  return rules()
    .flatMap((rule) => rule.get('backendRefs').items() ?? [])
    .filter((to) => to.get('group').isAbsent || to.get('group').value === '')
    .filter((to) => to.get('kind').isAbsent || to.get('kind').value === 'Service')
    .map((to) => ({
      ...{ name: to.get('name'), port: to.get('port'), mayBeTarget: false },
      namespace: textOf(to.get('namespace')) || namespace,
    }));
}

/** The older form of the interface has the name elsewhere. */
function ingressBackend(backend: View, namespace: string): Backend {
  const [now, before] = [backend.get('service'), backend.get('serviceName')];
  if (now.isAbsent) return { name: before, port: backend.get('servicePort'), namespace, allowsTargetPort: true };
  const [number, name] = [now.get('port', 'number'), now.get('port', 'name')];
  return { name: now.get('name'), port: number.isAbsent ? name : number, namespace, allowsTargetPort: true };
}

function ofBackend(backend: Backend, from: Thing, things: readonly Thing[], say: Say): void {
  const name = textOf(backend.name);
  // What is filled in by a tool, and what a controller of AWS takes from an annotation, is no name.
  if (!/^[a-z0-9-]+$/.test(name) || backend.port.value === 'use-annotation') return;
  const services = things.filter(isService);
  const around = services.filter((one) => mayMeet(one, { ...from, namespace: backend.namespace }));
  const called = around.filter((one) => one.name === name);
  if (called.length > 0) ofPort(backend, called, say);
  else if (around.length > 0 && !mayGrow(things))
    say(service, backend.name, `no file here has the Service ${name}`);
}

function ofPort({ port: asked, allowsTargetPort }: Backend, services: readonly Thing[], say: Say): void {
  const wanted = String(asked.value);
  if (asked.isAbsent || !/^[\w-]+$/.test(wanted)) return;
  const known = services.map(({ view }) => portsOf(view, allowsTargetPort));
  if (known.some((ports) => ports === null || ports.all.includes(wanted))) return;
  const [first] = services;
  const shown = known.flatMap((ports) => ports?.own ?? []);
  say(port, asked, `it sends to ${wanted}, and Service/${first?.name} has ${[...new Set(shown)].join(', ')}`);
}

/** Null where it leads elsewhere, or where not all of them are plain. */
function portsOf(
  view: View,
  withTargets: boolean,
): { readonly own: string[]; readonly all: string[] } | null {
  const ports = view.get('spec', 'ports').items() ?? [];
  if (ports.length === 0 || view.get('spec', 'type').value === 'ExternalName') return null;
  const texts = (key: string) =>
    ports
      .map((one) => one.get(key))
      .filter((one) => !one.isAbsent)
      .map(({ value }) => String(value));
  const own = [...texts('port'), ...texts('name')];
  const all = withTargets ? [...own, ...texts('targetPort')] : own;
  return all.every((text) => /^[\w-]+$/.test(text)) ? { own, all } : null;
}
