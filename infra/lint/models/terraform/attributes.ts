import { isMap, type Value, type ValueMap } from '../../parse/document.ts';

/** A resource of a Terraform plan or state. */
export interface TerraformResource {
  readonly address: string;
  readonly type: string;
  readonly attributes: ValueMap;
  /** For each attribute that is not known yet, what its expression refers to. */
  readonly references: ReadonlyMap<string, string>;
}

const modulesMax = 2000;

/** The resources of all modules of `terraform show -json`. */
export function collectTerraformResources(root: ValueMap): TerraformResource[] {
  const planned = root.get('planned_values');
  const values = mapIn(isMap(planned) ? planned : root.get('values'), 'root_module');
  const references = isMap(planned)
    ? referencesByAddress(mapIn(root.get('configuration'), 'root_module'))
    : new Map();
  const resources: TerraformResource[] = [];
  const queue: ValueMap[] = [values];
  for (let index = 0; index < queue.length && index < modulesMax; index += 1) {
    const module = queue[index] ?? values;
    queue.push(...listIn(module, 'child_modules'));
    for (const resource of listIn(module, 'resources')) {
      const [address, type, mode] = ['address', 'type', 'mode'].map((key) => resource.get(key));
      if (typeof address !== 'string' || typeof type !== 'string' || mode === 'data') continue;
      const attributes = mapIn(resource, 'values');
      resources.push({
        address,
        type,
        attributes,
        references: references.get(withoutIndexes(address)) ?? new Map(),
      });
    }
  }
  return resources;
}

/** `module.a["x"].aws_lb.main[0]` as the configuration calls it. */
export const withoutIndexes = (address: string): string => address.replace(/\[[^\]]*\]/g, '');

function referencesByAddress(root: ValueMap): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  const queue: [prefix: string, module: ValueMap][] = [['', root]];
  for (let index = 0; index < queue.length && index < modulesMax; index += 1) {
    const [prefix, module] = queue[index] ?? ['', root];
    for (const [name, call] of mapIn(module, 'module_calls'))
      queue.push([`${prefix}module.${name}.`, mapIn(call, 'module')]);
    for (const resource of listIn(module, 'resources')) {
      const targets = new Map<string, string>();
      collectReferences(mapIn(resource, 'expressions'), '', prefix, targets, 0);
      found.set(`${prefix}${String(resource.get('address'))}`, targets);
    }
  }
  return found;
}

function collectReferences(
  value: Value,
  path: string,
  prefix: string,
  targets: Map<string, string>,
  depth: number,
): void {
  if (depth > 20) return;
  if (Array.isArray(value))
    for (const [index, one] of value.entries())
      collectReferences(one, `${path}[${index}]`, prefix, targets, depth + 1);
  if (!isMap(value)) return;
  const references = value.get('references');
  const first = Array.isArray(references)
    ? references.find((one: Value) => /^aws_\w+\./.test(String(one)))
    : undefined;
  if (first !== undefined) targets.set(path, `${prefix}${String(first).split('.').slice(0, 2).join('.')}`);
  else
    for (const [key, one] of value)
      collectReferences(one, path === '' ? key : `${path}.${key}`, prefix, targets, depth + 1);
}

const none: ValueMap = new Map();

export function mapIn(value: Value | undefined, key: string): ValueMap {
  const found = isMap(value) ? value.get(key) : undefined;
  return isMap(found) ? found : none;
}

export function listIn(value: Value | undefined, key: string): ValueMap[] {
  const found = isMap(value) ? value.get(key) : undefined;
  return Array.isArray(found) ? found.filter((one: Value): one is ValueMap => isMap(one)) : [];
}
