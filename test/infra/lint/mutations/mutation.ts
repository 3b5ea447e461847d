import type { InputFile } from '../../../../infra/lint/lint.ts';

/** One change of the synthesized templates, and the findings that the audit must have. */
export interface Mutation {
  readonly name: string;
  /** A type of resource and the beginning of a logical id. */
  readonly resource: readonly [type: string, id: string];
  /** The path of the property; `{ key }` selects an item of a list of keys and values. */
  readonly path: readonly (string | number | { readonly key: string })[];
  /** The new value; undefined removes the property, and a function maps its value. */
  readonly value: unknown;
  readonly findings: readonly string[];
  readonly profile?: 'hybrid';
}

/** The templates with the mutation applied. Throws when no resource matches. */
export function applyMutation(
  files: readonly InputFile[],
  { name, resource: [type, idPrefix], path, value }: Mutation,
): InputFile[] {
  let isApplied = false;
  const changed = files.map((file) => {
    const template: unknown = JSON.parse(file.text);
    for (const [id, resource] of Object.entries(Object(member(template, 'Resources')))) {
      if (isApplied || !id.startsWith(idPrefix) || member(resource, 'Type') !== type) continue;
      isApplied = true;
      set(member(resource, 'Properties'), path, value);
    }
    return isApplied ? { name: file.name, text: JSON.stringify(template) } : file;
  });
  if (!isApplied) throw new Error(`${name}: there is no ${type} ${idPrefix}`);
  return changed;
}

const member = (value: unknown, key: string | number): unknown => Reflect.get(Object(value), key);

function set(target: unknown, path: Mutation['path'], value: unknown): void {
  let parent = target;
  for (const [index, step] of path.entries()) {
    const key = typeof step === 'object' ? indexOf(parent, step.key) : step;
    if (index < path.length - 1) parent = member(parent, key);
    else if (value !== undefined)
      Reflect.set(Object(parent), key, typeof value === 'function' ? value(member(parent, key)) : value);
    else if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else Reflect.deleteProperty(Object(parent), key);
  }
}

function indexOf(list: unknown, key: string): number {
  const index = Array.isArray(list) ? list.findIndex((item: unknown) => member(item, 'Key') === key) : -1;
  if (index < 0) throw new Error(`there is no attribute ${key}`);
  return index;
}
