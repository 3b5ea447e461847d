import type { KubernetesObject } from '../../../models/kubernetes/objects.ts';
import { isService, mayShareNamespace } from '../../../models/kubernetes/pods.ts';
import type { ConfigNode } from '../../../parse/config-node.ts';

/** Where an Ingress or a route sends requests. */
interface Backend {
  readonly name: ConfigNode;
  /** A number, or a name if the kind allows one. */
  readonly port: ConfigNode;
  readonly namespace: string;
  /** ingress-nginx also matches the ports of the pods. */
  readonly allowsTargetPort: boolean;
}

/** The Services that may be in the namespace of a backend, and those with its name. */
interface LinkedBackend extends Backend {
  readonly candidates: readonly KubernetesObject[];
  readonly matching: readonly KubernetesObject[];
}

/** Neither a placeholder nor the AWS controller's use-annotation is a name. */
export const collectBackends = (objects: readonly KubernetesObject[]): LinkedBackend[] =>
  objects.flatMap((object) =>
    readBackends(object)
      .filter(({ name, port }) => /^[a-z0-9-]+$/.test(name.string()) && port.value !== 'use-annotation')
      .map((backend) => {
        const from = { ...object, namespace: backend.namespace };
        const candidates = objects.filter((one) => isService(one) && mayShareNamespace(one, from));
        return {
          ...backend,
          candidates,
          matching: candidates.filter((one) => one.name === backend.name.string()),
        };
      }),
  );

function readBackends({ kind, node, namespace }: KubernetesObject): Backend[] {
  const rules = node.get('spec', 'rules');
  if (kind === 'Ingress') {
    const paths = rules.list().flatMap((rule) => rule.get('http', 'paths').list());
    const all = [node.get('spec', 'defaultBackend'), ...paths.map((path) => path.get('backend'))];
    return all.map((backend) => ({ ...readIngressBackend(backend), namespace, allowsTargetPort: true }));
  }
  if (!/^(?:HTTP|GRPC|TCP|TLS)Route$/.test(kind)) return [];
  return rules
    .list()
    .flatMap((rule) => rule.get('backendRefs').list())
    .filter((to) => ['', 'Service'].includes(to.get('kind').string()) && to.get('group').string() === '')
    .map((to) => ({
      name: to.get('name'),
      port: to.get('port'),
      allowsTargetPort: false,
      namespace: to.get('namespace').string() || namespace,
    }));
}

/** Reads the current form of the API, or the older one. */
function readIngressBackend(backend: ConfigNode): Pick<Backend, 'name' | 'port'> {
  const current = backend.get('service');
  if (current.isAbsent) return { name: backend.get('serviceName'), port: backend.get('servicePort') };
  const number = current.get('port', 'number');
  return { name: current.get('name'), port: number.isAbsent ? current.get('port', 'name') : number };
}
