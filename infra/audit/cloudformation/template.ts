import { type Document, isMap, type ValueMap } from '../read/document.ts';
import type { Asked, Place, Unread } from '../source.ts';
import { createResolver, mapAt, type Resolver } from './resolve.ts';
import { type Maybe, referencesIn } from './resolved.ts';
import { View } from './view.ts';

export interface Resource {
  /** Unique among all templates that are read together; its place has the logical id. */
  readonly id: string;
  readonly type: string;
  readonly properties: View;
}

/** The resources that some templates make, with all that they themselves decide decided. */
export interface Template {
  readonly resources: readonly Resource[];
  readonly of: (...types: readonly string[]) => readonly Resource[];
  readonly get: (id: string) => Resource | undefined;
  /** The resources that one speaks of, and those that these speak of, and so on. */
  readonly reach: (id: string, steps: number) => ReadonlySet<string>;
  readonly unread: () => readonly Unread[];
}

export interface Part {
  readonly file: string;
  readonly document: Document;
}

export function createTemplate(parts: readonly Part[], asked: Asked): Template {
  const unread = new Map<string, Unread>();
  const note = (place: Place, why: string) =>
    unread.set(`${place.file} ${place.resource} ${place.path}`, { place, why });
  const exported = new Map<string, () => Maybe>();
  const importing = new Set<string>();
  function imported(name: string): Maybe {
    // Two that import one another end here.
    if (importing.has(name)) return undefined;
    importing.add(name);
    const value = exported.get(name)?.();
    importing.delete(name);
    return value;
  }
  const resources = parts.flatMap((part, index) => {
    const unique = (id: string) => (parts.length === 1 ? id : `${index}/${id}`);
    const root = isMap(part.document.value) ? part.document.value : new Map();
    const resolver = createResolver(root, { parameters: asked.parameters, unique, imported });
    for (const [name, value] of exportsOf(root, resolver)) exported.set(name, value);
    return resourcesOf(part, root, { resolver, unique, note });
  });
  return graph(resources, () => [...unread.values()]);
}

/** What a template exports; resolved when it is imported, for a template may import what comes later. */
const exportsOf = (root: ValueMap, { resolve }: Resolver): [string, () => Maybe][] =>
  [...mapAt(root, 'Outputs').values()].flatMap((output): [string, () => Maybe][] => {
    if (!isMap(output)) return [];
    const name = resolve(mapAt(output, 'Export').get('Name'));
    return typeof name === 'string' ? [[name, () => resolve(output.get('Value'))]] : [];
  });

interface Around {
  readonly resolver: Resolver;
  readonly unique: (id: string) => string;
  readonly note: (place: Place, why: string) => void;
}

function resourcesOf({ file, document }: Part, root: ValueMap, around: Around): (() => Resource)[] {
  const { resolver, unique, note } = around;
  const placed = (id: string, path: readonly (string | number)[], construct: string | null): Place => {
    const line = document.lineOf(['Resources', id, ...path]);
    return { file, resource: id, path: shown(path), construct, line };
  };
  for (const { line, why } of document.problems)
    note({ file, resource: 'template', path: `line ${line}`, construct: null, line }, why);
  if (root.has('Transform'))
    note(
      { ...placed('template', [], null), path: 'Transform' },
      'it may add resources that are not seen here',
    );

  return [...mapAt(root, 'Resources')].flatMap(([id, raw]) => {
    const type = isMap(raw) ? raw.get('Type') : undefined;
    if (!isMap(raw) || typeof type !== 'string') {
      note(placed(id, [], null), 'it is no resource with a type');
      return [];
    }
    const condition = raw.get('Condition');
    if (typeof condition === 'string' && resolver.condition(condition) === false) return [];
    const made = mapAt(raw, 'Metadata').get('aws:cdk:path');
    const construct = typeof made === 'string' ? made : null;
    const surroundings = {
      placeOf: (path: readonly (string | number)[]) => placed(id, path, construct),
      unread: note,
    };
    const properties = () => new View(resolver.resolve(raw.get('Properties')), ['Properties'], surroundings);
    return [() => ({ id: unique(id), type, properties: properties() })];
  });
}

/** Resources are made only when all exports are known. */
function graph(makers: readonly (() => Resource)[], unread: () => readonly Unread[]): Template {
  const resources = makers.map((make) => make());
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const byType = Map.groupBy(resources, ({ type }) => type);
  const neighbours = new Map<string, readonly string[]>();
  function neighboursOf(id: string): readonly string[] {
    const known = neighbours.get(id) ?? referencesIn(byId.get(id)?.properties.value).map((to) => to.id);
    neighbours.set(id, known);
    return known;
  }
  return {
    resources,
    unread,
    of: (...types) => types.flatMap((type) => byType.get(type) ?? []),
    get: (id) => byId.get(id),
    reach(id, steps) {
      const seen = new Set([id]);
      let edge: readonly string[] = [id];
      for (let step = 0; step < steps && edge.length > 0; step += 1) {
        edge = [...new Set(edge.flatMap(neighboursOf))].filter((next) => !seen.has(next));
        for (const next of edge) seen.add(next);
      }
      return seen;
    },
  };
}

const shown = (path: readonly (string | number)[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');
