import { isMap, type ValueMap } from '../../parse/document.ts';
import { type Maybe, referencesIn } from '../../parse/resolved.ts';
import type { Asked, Place, Unread } from '../../source.ts';
import { createResolver, mapAt, type Resolver } from './resolve.ts';
import { type Part, type Resource, resourcesOf } from './resources.ts';
import { unfollowed } from './sam.ts';

/** The resources that some templates make, with all that they themselves decide decided. */
export interface Template {
  readonly resources: readonly Resource[];
  readonly ofType: (...types: readonly string[]) => readonly Resource[];
  readonly get: (id: string) => Resource | undefined;
  /** The resources that one speaks of, and those that these speak of, and so on. */
  readonly reachableFrom: (id: string, steps: number) => ReadonlySet<string>;
  /** Everything that is made before a resource. */
  readonly dependenciesOf: (id: string) => ReadonlySet<string>;
  /** Whether all that a file makes is seen: what is not there is not there. */
  readonly isComplete: (file: string) => boolean;
  /** The resources that the outputs of a template speak of. */
  readonly outputReferences: ReadonlySet<string>;
  readonly skipped: () => readonly Unread[];
}

export function createTemplate(parts: readonly Part[], asked: Asked): Template {
  const unread = new Map<string, Unread>();
  const skip = (place: Place, why: string, cure?: string) =>
    unread.set(`${place.file} ${place.resource} ${place.path}`, {
      ...{ place, why },
      ...(cure === undefined ? {} : { cure }),
    });
  const exported = new Map<string, () => Maybe>();
  const importing = new Set<string>();
  function importValue(name: string): Maybe {
    // Two that import one another end here.
    if (importing.has(name)) return undefined;
    importing.add(name);
    const value = exported.get(name)?.();
    importing.delete(name);
    return value;
  }
  const transformed = new Set<string>();
  const outputs: (() => Maybe)[] = [];
  const makers = parts.flatMap((part, index) => {
    const qualify = (id: string) => (parts.length === 1 ? id : `${index}/${id}`);
    const root = isMap(part.document.value) ? part.document.value : new Map();
    const resolver = createResolver(root, { parameters: asked.parameters, qualify, importValue });
    for (const [name, value] of exportsOf(root, resolver)) exported.set(name, value);
    if (unfollowed(root).length > 0) transformed.add(part.file);
    outputs.push(() => resolver.resolve(root.get('Outputs')));
    return resourcesOf(part, root, { resolver, qualify, skip });
  });
  const graph = graphOf(makers);
  const notWhole = new Set([
    ...transformed,
    ...[...unread.values()].flatMap(({ place, cure }) => (cure === undefined ? [] : [place.file])),
    ...[...unread.values()].flatMap(({ place }) => (place.resource.startsWith('Fn::') ? [place.file] : [])),
  ]);
  return {
    ...graph,
    isComplete: (file) => !notWhole.has(file),
    outputReferences: new Set(outputs.flatMap((value) => referencesIn(value()).map(({ id }) => id))),
    skipped: () => [...unread.values()],
  };
}

/** What a template exports; resolved when it is imported, for a template may import what comes later. */
const exportsOf = (root: ValueMap, { resolve }: Resolver): [string, () => Maybe][] =>
  [...mapAt(root, 'Outputs').values()].flatMap((output): [string, () => Maybe][] => {
    if (!isMap(output)) return [];
    const name = resolve(mapAt(output, 'Export').get('Name'));
    return typeof name === 'string' ? [[name, () => resolve(output.get('Value'))]] : [];
  });

/** Resources are made only when all exports are known. */
function graphOf(
  makers: readonly (() => Resource)[],
): Pick<Template, 'resources' | 'of' | 'get' | 'reach' | 'before'> {
  const resources = makers.map((make) => make());
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const byType = Map.groupBy(resources, ({ type }) => type);
  const neighbours = new Map<string, readonly string[]>();
  function neighboursOf(id: string): readonly string[] {
    const known = neighbours.get(id) ?? referencesIn(byId.get(id)?.properties.value).map((to) => to.id);
    neighbours.set(id, known);
    return known;
  }
  function closure(id: string, steps: number, next: (id: string) => readonly string[]): ReadonlySet<string> {
    const seen = new Set([id]);
    let edge: readonly string[] = [id];
    for (let step = 0; step < steps && edge.length > 0; step += 1) {
      edge = [...new Set(edge.flatMap(next))].filter((found) => !seen.has(found));
      for (const found of edge) seen.add(found);
    }
    return seen;
  }
  return {
    resources,
    ofType: (...types) => types.flatMap((type) => byType.get(type) ?? []),
    get: (id) => byId.get(id),
    reachableFrom: (id, steps) => closure(id, steps, neighboursOf),
    dependenciesOf: (id) =>
      closure(id, resources.length, (of) => [...neighboursOf(of), ...(byId.get(of)?.dependsOn ?? [])]),
  };
}
