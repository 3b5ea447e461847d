import type { ConfigNode } from '../../parse/config-node.ts';
import type { Rule, Violation } from '../../types.ts';
import type { ComposeProject } from './projects.ts';
import type { ComposeService } from './services.ts';

const namesDeclared: Rule = {
  id: 'names-are-declared',
  severity: 'warning',
  summary: 'Everything that a service refers to is declared',
  rationale: 'a project that Compose rejects as invalid, so that nothing starts',
  fix: 'Declare it at the top level of the file, or in compose.override.yaml.',
};

/** With an override file that is not audited: the missing name may be declared there. */
const namesDeclaredElsewhere: Rule = {
  ...namesDeclared,
  id: 'names-are-declared-elsewhere',
  severity: 'note',
  rationale: 'a project that Compose rejects as invalid, unless another of its files declares the name',
  fix: 'Declare it, or audit this file together with the file that does.',
};

export const nameRules: readonly Rule[] = [namesDeclared, namesDeclaredElsewhere];

const resourceKinds = ['networks', 'volumes', 'secrets', 'configs'] as const;

/** Checks that every name that a service uses is declared in one of the files, once for each name. */
export function checkNames(
  project: ComposeProject,
  whole: ConfigNode,
  services: readonly ComposeService[],
): Violation[] {
  if (isFragment(whole)) return [];
  const rule = project.isPartial ? namesDeclaredElsewhere : namesDeclared;
  const names = (kind: string) => new Set(whole.get(kind).keys());
  const known = { services: names('services'), ...namesByKind(names) };
  const uses = services.flatMap(({ name: user, node }) => collectUses(node).map((use) => ({ ...use, user })));
  const missing = uses.filter(({ kind, name }) => /^[\w.-]+$/.test(name) && !known[kind].has(name));
  return [...Map.groupBy(missing, ({ kind, name }) => `${kind} ${name}`).values()].flatMap((all) =>
    all.slice(0, 1).map(({ kind, name, node }) => {
      const users = [...new Set(all.map(({ user }) => user))];
      const by = users.length > 1 ? `, and ${users.join(', ')} use it` : '';
      return { rule, place: node.place, message: `${kind.slice(0, -1)} ${name} is not declared${by}` };
    }),
  );
}

/** Whether other files certainly belong to it: it includes some, or has services that are incomplete alone. */
function isFragment(file: ConfigNode): boolean {
  if (!file.get('include').isAbsent) return true;
  const services = file.get('services');
  return services.keys().some((name) => {
    const service = services.get(name);
    return ['image', 'build', 'extends', 'provider'].every((key) => service.get(key).isAbsent);
  });
}

interface Use {
  readonly kind: 'services' | (typeof resourceKinds)[number];
  readonly name: string;
  readonly node: ConfigNode;
}

const namesByKind = (names: (kind: string) => ReadonlySet<string>) => ({
  networks: new Set([...names('networks'), 'default']),
  volumes: names('volumes'),
  secrets: names('secrets'),
  configs: names('configs'),
});

function collectUses(service: ConfigNode): Use[] {
  const uses: Use[] = [];
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
      ? node.get('type').value === 'volume'
        ? node.get('source').value
        : null
      : parseVolumeName(node);
    if (typeof name === 'string') uses.push({ kind: 'volumes', name, node });
  }
  for (const kind of ['secrets', 'configs'] as const)
    for (const node of readItems(service.get(kind))) {
      const name = node.isMap ? node.get('source').value : node.value;
      if (typeof name === 'string') uses.push({ kind, name, node });
    }
  return uses;
}

const readItems = (node: ConfigNode): ConfigNode[] => (Array.isArray(node.value) ? (node.items() ?? []) : []);

/** The name in `name:/path`; null for a path, a drive or an anonymous volume. */
const parseVolumeName = ({ value }: ConfigNode): string | null =>
  /^([a-zA-Z0-9][\w.-]+):/.exec(typeof value === 'string' ? value : '')?.[1] ?? null;
