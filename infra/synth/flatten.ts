import { isJsonArray, type Json } from './normalize.ts';

/** Every leaf value by its path. Entries of lists are keyed by name if they have one, so order does not matter. */
export function flattenTemplate(value: Json | undefined, path = ''): Map<string, string> {
  if (value === undefined) return new Map();
  if (isJsonArray(value))
    return mergeMaps(value.map((inner, index) => flattenEntry(inner, path, entryName(inner) ?? `${index}`)));
  if (typeof value === 'object' && value !== null) {
    const intrinsic = formatIntrinsic(value);
    if (intrinsic !== null) return new Map([[path, intrinsic]]);
    // An empty object says something, too: the action `{ Count: {} }` of a firewall's rule.
    if (Object.keys(value).length === 0) return new Map([[path, '{}']]);
    return mergeMaps(Object.entries(value).map(([key, inner]) => flattenEntry(inner, path, key)));
  }
  return new Map([[path, String(value)]]);
}

function flattenEntry(value: Json, path: string, key: string): Map<string, string> {
  const isNamed =
    typeof value === 'object' && value !== null && !isJsonArray(value) && entryName(value) === key;
  const at = path === '' ? key : `${path}.${key}`;
  // `{ Key, Value }` becomes the value alone.
  if (isNamed && 'Value' in value) return flattenTemplate(value.Value, at);
  return flattenTemplate(value, at);
}

function entryName(value: Json): string | null {
  if (typeof value !== 'object' || value === null || isJsonArray(value)) return null;
  const name = value.Key ?? value.Name ?? value.Id ?? value.Sid;
  return typeof name === 'string' ? name : null;
}

/** `Ref` and `Fn::…` as a single value, or null for anything else. */
function formatIntrinsic(value: { readonly [key: string]: Json }): string | null {
  const keys = Object.keys(value);
  const [key = ''] = keys;
  return keys.length === 1 && (key === 'Ref' || key.startsWith('Fn::')) ? JSON.stringify(value) : null;
}

const mergeMaps = (maps: readonly Map<string, string>[]): Map<string, string> =>
  new Map(maps.flatMap((map) => [...map]));
