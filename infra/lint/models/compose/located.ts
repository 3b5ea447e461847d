import { isMap, type ParsedDocument, type Value } from '../../parse/document.ts';
import type { SourceFile } from '../../types.ts';

type Path = readonly (string | number)[];

/** Where a part of a merged project is written. */
export interface Origin {
  readonly file: SourceFile;
  readonly document: ParsedDocument;
  readonly path: Path;
}

/** A value whose parts know where they are written. */
export interface Located {
  readonly origin: Origin;
  readonly content: string | number | boolean | null | LocatedMap | readonly Located[];
}

export type LocatedMap = ReadonlyMap<string, Located>;

const depthMax = 50;

/** Applies YAML merge keys, and `convert` to every string. */
export function locateValue(
  value: Value,
  origin: Origin,
  convert: (text: string) => string,
  depth = 0,
): Located {
  if (depth > depthMax) return { origin, content: null };
  const inner = (key: string | number, one: Value) =>
    locateValue(one, { ...origin, path: [...origin.path, key] }, convert, depth + 1);
  if (Array.isArray(value)) return { origin, content: value.map((one: Value, index) => inner(index, one)) };
  if (!isMap(value))
    return {
      origin,
      content: typeof value === 'string' ? convert(value) : typeof value === 'object' ? null : value,
    };
  const merged = value.get('<<');
  const sources = (Array.isArray(merged) ? merged : merged === undefined ? [] : [merged]).map((one: Value) =>
    inner('<<', one),
  );
  const own = [...value].filter(([key]) => key !== '<<').map(([key, one]) => [key, inner(key, one)] as const);
  // Of several merged maps, the first wins.
  const below = sources.reverse().flatMap(({ content }) => (content instanceof Map ? [...content] : []));
  return { origin, content: new Map([...below, ...own]) };
}

/** Keys whose values Compose replaces instead of merging them. */
const replacedKeys = new Set(['command', 'entrypoint', 'test']);
/** Keys whose lists are short forms of maps. */
const listsOfKeys = new Set(['depends_on', 'environment', 'networks', 'labels', 'sysctls', 'extra_hosts']);

/** Merges a later file of a project into an earlier one. */
export function mergeLocated(below: Located, above: Located, key = '', depth = 0): Located {
  if (depth > depthMax || replacedKeys.has(key) || above.content === null) {
    return above.content === null && depth > 0 ? below : above;
  }
  const [lower, upper] = listsOfKeys.has(key) ? [toMap(below), toMap(above)] : [below, above];
  if (lower.content instanceof Map && upper.content instanceof Map) {
    const entries = new Map(lower.content);
    for (const [name, one] of upper.content) {
      const before = entries.get(name);
      entries.set(name, before === undefined ? one : mergeLocated(before, one, name, depth + 1));
    }
    return { origin: upper.origin, content: entries };
  }
  if (Array.isArray(lower.content) && Array.isArray(upper.content))
    return { origin: upper.origin, content: [...lower.content, ...upper.content] };
  return upper;
}

/** `NAME=value` and `name` as entries of a map. */
function toMap(located: Located): Located {
  if (!Array.isArray(located.content)) return located;
  const entries = located.content.map((one: Located): [string, Located] => {
    const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(String(one.content)) ?? [];
    return [name, { origin: one.origin, content: value ?? null }];
  });
  return { origin: located.origin, content: new Map(entries) };
}

export function partAt(root: Located, path: Path): Located {
  let at = root;
  for (const key of path) {
    const next =
      at.content instanceof Map
        ? at.content.get(String(key))
        : Array.isArray(at.content)
          ? at.content[Number(key)]
          : undefined;
    // What is missing is located at the part that lacks it.
    if (next === undefined) return at;
    at = next;
  }
  return at;
}

export function plainValue({ content }: Located): Value {
  if (content instanceof Map) return new Map([...content].map(([key, one]) => [key, plainValue(one)]));
  if (Array.isArray(content)) return content.map((one: Located) => plainValue(one));
  return typeof content === 'object' ? null : content;
}
