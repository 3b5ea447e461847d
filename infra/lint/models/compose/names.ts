import { viewOf } from '../../container/locate.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Flaw, Input, Rule, Unread } from '../../source.ts';
import { isProject } from './project-files.ts';
import type { ComposeService } from './services.ts';

const declared: Rule = {
  id: 'names-are-declared',
  severity: 'error',
  summary: 'What a service names is declared',
  prevents: 'a project that Compose refuses as invalid: nothing of it starts',
  fix: 'Declare it at the top level of the file, or write the name that is declared there.',
};

/** A file that is given beside another one needs not declare what that one has. */
const elsewhere: Rule = {
  ...declared,
  id: 'names-are-declared-elsewhere',
  severity: 'note',
  prevents:
    'a project that Compose refuses as invalid, should no other file that is given with this one have it',
  fix: 'Declare it, or audit this file together with the one that does.',
};

export const nameRules: readonly Rule[] = [declared, elsewhere];

const sorts = ['networks', 'volumes', 'secrets', 'configs'] as const;

/** Names that services use, and that no file declares. */
export function flawsOfNames(
  services: readonly ComposeService[],
  inputs: readonly Input[],
  unread: Map<string, Unread>,
): Flaw[] {
  const files = inputs.flatMap(({ name: file, documents: [document] }) =>
    document === undefined
      ? []
      : [viewOf({ file, document, path: [], value: document.value, resource: 'file' }, unread)],
  );
  if (files.some(isPart)) return [];
  const rule = isProject(inputs) ? declared : elsewhere;
  const names = (sort: string) => new Set(files.flatMap((file) => file.get(sort).keys()));
  const known = { services: names('services'), ...bySort(names) };
  return services.flatMap(({ view }) =>
    usesOf(view).flatMap(({ sort, name, at }) => {
      if (!/^[\w.-]+$/.test(name) || known[sort].has(name)) return [];
      return [{ rule, place: at.place, found: `there is no ${sort.slice(0, -1)} ${name}` }];
    }),
  );
}

/** Whether others surely belong to it: it includes them, or has services that are not whole by themselves. */
function isPart(file: View): boolean {
  if (!file.get('include').isAbsent || !file.get('<<').isAbsent) return true;
  const services = file.get('services');
  return services.keys().some((name) => {
    const own = services.get(name);
    return ['image', 'build', 'extends', 'provider', '<<'].every((key) => own.get(key).isAbsent);
  });
}

interface Use {
  readonly sort: 'services' | (typeof sorts)[number];
  readonly name: string;
  readonly at: View;
}

const bySort = (names: (sort: string) => ReadonlySet<string>) => ({
  networks: new Set([...names('networks'), 'default']),
  volumes: names('volumes'),
  secrets: names('secrets'),
  configs: names('configs'),
});

function usesOf(view: View): Use[] {
  const uses: Use[] = [];
  const waits = view.get('depends_on');
  for (const name of waits.keys())
    if (waits.get(name).isAbsent || waits.get(name, 'required').value !== false)
      uses.push({ sort: 'services', name, at: waits.get(name) });
  for (const at of listOf(waits)) uses.push({ sort: 'services', name: String(at.value), at });
  for (const key of ['network_mode', 'ipc', 'pid']) {
    const [, name] = /^service:(.+)$/.exec(String(view.get(key).value)) ?? [];
    if (name !== undefined) uses.push({ sort: 'services', name, at: view.get(key) });
  }
  const networks = view.get('networks');
  for (const name of networks.keys()) uses.push({ sort: 'networks', name, at: networks.get(name) });
  for (const at of listOf(networks)) uses.push({ sort: 'networks', name: String(at.value), at });
  for (const at of listOf(view.get('volumes'))) {
    const name = at.isMap ? (at.get('type').value === 'volume' ? at.get('source').value : null) : volumeOf(at);
    if (typeof name === 'string') uses.push({ sort: 'volumes', name, at });
  }
  for (const sort of ['secrets', 'configs'] as const)
    for (const at of listOf(view.get(sort))) {
      const name = at.isMap ? at.get('source').value : at.value;
      if (typeof name === 'string') uses.push({ sort, name, at });
    }
  return uses;
}

const listOf = (view: View): View[] => (Array.isArray(view.value) ? (view.items() ?? []) : []);

/** The name in `name:/path`; null for a path, a drive, and what has none. */
const volumeOf = ({ value }: View): string | null =>
  /^([a-zA-Z0-9][\w.-]+):/.exec(typeof value === 'string' ? value : '')?.[1] ?? null;
