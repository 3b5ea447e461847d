import type { InputFile } from '../../../infra/lint/lint.ts';

/** A step to a member, to an item of a list, or to the item whose `Key`, `Name` or `PathPattern` is this. */
export type Step = string | number | { readonly named: string };

/** One change of a template. */
export interface Edit {
  /** A type of resource and the beginning of a logical id; null: the template itself. */
  readonly resource: readonly [type: string, id: string] | null;
  readonly path: readonly Step[];
  /** Undefined removes the member, or the resource; a function maps the old value. */
  readonly value?: unknown;
}

/** The template with these changes. Throws when a resource or a member on the way is missing. */
export function applyEdits({ name, text }: InputFile, edits: readonly Edit[]): InputFile {
  const template: unknown = JSON.parse(text);
  for (const { resource, path, value } of edits)
    set(template, resource === null ? path : ['Resources', findId(template, resource), ...path], value);
  return { name, text: JSON.stringify(template) };
}

function findId(template: unknown, [type, prefix]: readonly [string, string]): string {
  const all = Object.entries(Object(member(template, 'Resources')));
  const [found] = all.find(([id, one]) => id.startsWith(prefix) && member(one, 'Type') === type) ?? [];
  if (found === undefined) throw new Error(`there is no ${type} ${prefix}`);
  return found;
}

function set(target: unknown, path: readonly Step[], value: unknown): void {
  let parent = target;
  for (const [index, step] of path.entries()) {
    if (typeof parent !== 'object' || parent === null) throw new Error(`nothing at ${JSON.stringify(path)}`);
    const key = typeof step === 'object' ? indexOf(parent, step.named) : step;
    if (index < path.length - 1) parent = member(parent, key);
    else if (value !== undefined)
      Reflect.set(parent, key, typeof value === 'function' ? value(member(parent, key)) : value);
    else if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else if (!Reflect.has(parent, key)) throw new Error(`nothing at ${JSON.stringify(path)}`);
    else Reflect.deleteProperty(parent, key);
  }
}

const member = (value: unknown, key: string | number): unknown => Reflect.get(Object(value), key);

function indexOf(list: unknown, name: string): number {
  const isNamed = (item: unknown) => ['Key', 'Name', 'PathPattern'].some((key) => member(item, key) === name);
  const index = Array.isArray(list) ? list.findIndex(isNamed) : -1;
  if (index < 0) throw new Error(`there is no item ${name}`);
  return index;
}
