import type { File } from '../../../../infra/lint/lint.ts';

/** One change in one place of our own templates, as they are synthesized, and what the audit must say of it. */
export interface Mutation {
  readonly name: string;
  /** A type of resource and the beginning of a logical id. */
  readonly of: readonly [type: string, id: string];
  /**
   * The way to the property; `{ key }` is an attribute of a list of keys and values. Undefined takes it away, and a
   * function changes what is there.
   */
  readonly at: readonly (string | number | { readonly key: string })[];
  readonly to: unknown;
  readonly finds: readonly string[];
  readonly profile?: 'hybrid';
}

/** The templates with one place changed. */
export function mutated(files: readonly File[], { name, of, at, to }: Mutation): File[] {
  let places = 0;
  const changed = files.map((file) => {
    const template: unknown = JSON.parse(file.text);
    for (const [id, resource] of Object.entries(Object(member(template, 'Resources')))) {
      if (places > 0 || !id.startsWith(of[1]) || member(resource, 'Type') !== of[0]) continue;
      places += 1;
      set(member(resource, 'Properties'), at, to);
    }
    return places > 0 ? { name: file.name, text: JSON.stringify(template) } : file;
  });
  if (places !== 1) throw new Error(`${name}: there is no ${of.join(' ')}`);
  return changed;
}

const member = (value: unknown, key: string | number): unknown => Reflect.get(Object(value), key);

function set(target: unknown, path: Mutation['at'], to: unknown): void {
  const keys = path.map((step) => step);
  let at = target;
  for (const [index, step] of keys.entries()) {
    const key = typeof step === 'object' ? indexOf(at, step.key) : step;
    if (index < keys.length - 1) at = member(at, key);
    else if (to !== undefined)
      Reflect.set(Object(at), key, typeof to === 'function' ? to(member(at, key)) : to);
    else if (Array.isArray(at)) at.splice(Number(key), 1);
    else Reflect.deleteProperty(Object(at), key);
  }
}

function indexOf(list: unknown, key: string): number {
  const index = Array.isArray(list) ? list.findIndex((item: unknown) => member(item, 'Key') === key) : -1;
  if (index < 0) throw new Error(`there is no attribute ${key}`);
  return index;
}
