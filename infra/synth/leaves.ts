import { isList, type Json } from './normalise.ts';

/** Every value at the end of a path. Lists of named things are keyed by the name, so that order does not matter. */
export function leaves(value: Json | undefined, path = ''): Map<string, string> {
  if (value === undefined) return new Map();
  if (isList(value))
    return joined(value.map((inner, index) => leavesOf(inner, path, nameOf(inner) ?? `${index}`)));
  if (typeof value === 'object' && value !== null) {
    const intrinsic = reference(value);
    if (intrinsic !== null) return new Map([[path, intrinsic]]);
    return joined(Object.entries(value).map(([key, inner]) => leavesOf(inner, path, key)));
  }
  return new Map([[path, String(value)]]);
}

function leavesOf(value: Json, path: string, key: string): Map<string, string> {
  const named = typeof value === 'object' && value !== null && !isList(value) && nameOf(value) === key;
  const at = path === '' ? key : `${path}.${key}`;
  // Of `{ Key, Value }` the value is what there is to say.
  if (named && 'Value' in value) return leaves(value.Value, at);
  return leaves(value, at);
}

function nameOf(value: Json): string | null {
  if (typeof value !== 'object' || value === null || isList(value)) return null;
  const name = value.Key ?? value.Name ?? value.Id ?? value.Sid;
  return typeof name === 'string' ? name : null;
}

/** `Ref` and the functions of CloudFormation, as one value. */
function reference(value: { readonly [key: string]: Json }): string | null {
  const keys = Object.keys(value);
  const [key = ''] = keys;
  return keys.length === 1 && (key === 'Ref' || key.startsWith('Fn::')) ? JSON.stringify(value) : null;
}

const joined = (maps: readonly Map<string, string>[]): Map<string, string> =>
  new Map(maps.flatMap((map) => [...map]));
