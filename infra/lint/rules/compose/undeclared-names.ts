import type { ComposeModel } from '../../models/compose/services.ts';
import type { ConfigNode } from '../../parse/config-node.ts';

const kinds = ['services', 'networks', 'volumes', 'secrets', 'configs'] as const;

interface Use {
  readonly kind: (typeof kinds)[number];
  readonly name: string;
  readonly node: ConfigNode;
  readonly user: string;
}

/** The names that services use and no file declares, each once. */
export function describeUndeclared({ whole, services }: ComposeModel) {
  if (isFragment(whole)) return [];
  const uses = services.flatMap(({ name: user, node }) => collectUses(node).map((use) => ({ ...use, user })));
  const declared = new Map(kinds.map((kind) => [kind, new Set(whole.get(kind).keys())]));
  declared.get('networks')?.add('default');
  const missing = uses.filter(({ kind, name }) => /^[\w.-]+$/.test(name) && !declared.get(kind)?.has(name));
  return [...Map.groupBy(missing, ({ kind, name }) => `${kind} ${name}`).values()].flatMap((all) =>
    all.slice(0, 1).map(({ kind, name, node }) => {
      const users = [...new Set(all.map(({ user }) => user))];
      const by = users.length > 1 ? `, and ${users.join(', ')} use it` : '';
      return { node, message: `${kind.slice(0, -1)} ${name} is not declared${by}` };
    }),
  );
}

/** Whether other files certainly belong to it: it includes some, or has services that are incomplete alone. */
function isFragment(file: ConfigNode): boolean {
  const services = file.get('services');
  const isIncomplete = (name: string) =>
    ['image', 'build', 'extends', 'provider'].every((key) => services.get(name, key).isAbsent);
  return !file.get('include').isAbsent || services.keys().some(isIncomplete);
}

function collectUses(service: ConfigNode): Omit<Use, 'user'>[] {
  const uses: Omit<Use, 'user'>[] = [];
  const waits = service.get('depends_on');
  for (const name of waits.keys())
    if (waits.get(name).isAbsent || waits.get(name, 'required').value !== false)
      uses.push({ kind: 'services', name, node: waits.get(name) });
  for (const node of readItems(waits)) uses.push({ kind: 'services', name: String(node.value), node });
  for (const key of ['network_mode', 'ipc', 'pid']) {
    const [, name] = /^service:(.+)$/.exec(String(service.get(key).value)) ?? [];
    if (name !== undefined) uses.push({ kind: 'services', name, node: service.get(key) });
  }
  const networks = service.get('networks');
  for (const name of networks.keys()) uses.push({ kind: 'networks', name, node: networks.get(name) });
  for (const node of readItems(networks)) uses.push({ kind: 'networks', name: String(node.value), node });
  for (const node of readItems(service.get('volumes'))) {
    const name = node.isMap
      ? node.get('type').value === 'volume' && node.get('source').value
      : volumeName(node);
    if (typeof name === 'string') uses.push({ kind: 'volumes', name, node });
  }
  for (const kind of ['secrets', 'configs'] as const)
    for (const node of readItems(service.get(kind))) {
      const name = node.isMap ? node.get('source').value : node.value;
      if (typeof name === 'string') uses.push({ kind, name, node });
    }
  return uses;
}

const readItems = (node: ConfigNode): ConfigNode[] => (Array.isArray(node.value) ? node.list() : []);

/** The name in `name:/path`; null for a path, a drive or an anonymous volume. */
const volumeName = (node: ConfigNode): string | null =>
  /^([a-zA-Z0-9][\w.-]+):/.exec(node.string())?.[1] ?? null;
