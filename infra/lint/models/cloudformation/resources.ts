import { type Document, isMap, type Value, type ValueMap } from '../../parse/document.ts';
import { View } from '../../parse/value-ref.ts';
import type { Place } from '../../source.ts';
import { mapAt, type Resolver } from './resolve.ts';
import { unfollowed, writtenOf } from './sam.ts';

export interface Resource {
  /** Unique among all templates that are read together; its place has the logical id. */
  readonly id: string;
  readonly type: string;
  readonly properties: View;
  /** What is made before it because it says so, beside what it speaks of. */
  readonly dependsOn: readonly string[];
}

export interface Part {
  readonly file: string;
  readonly document: Document;
}

export interface Around {
  readonly resolver: Resolver;
  readonly qualify: (id: string) => string;
  readonly skip: (place: Place, why: string, cure?: string) => void;
}

const whole = 'Write it out. A file that was cut ends like this, too.';
const depthMax = 100;

/** The resources of a template; each is made when it is asked for, for it may import what comes later. */
export function resourcesOf({ file, document }: Part, root: ValueMap, around: Around): (() => Resource)[] {
  const { resolver, qualify, skip } = around;
  const placeIn = (resource: string, at: Path, path: Path = at): Place => {
    return { ...{ file, resource, path: shown(path), construct: null }, line: document.lineOf(at) };
  };
  for (const { line, why } of document.problems)
    skip({ file, resource: 'template', path: `line ${line}`, construct: null, line }, why);
  for (const name of unfollowed(root))
    skip(placeIn('template', ['Transform']), `what ${name} adds or changes is not seen here`);

  return [...mapAt(root, 'Resources')].flatMap(([id, raw]) => {
    if (id.startsWith('Fn::')) {
      skip(placeIn(id, ['Resources', id], []), 'the resources that it makes are not seen here');
      return [];
    }
    const type = isMap(raw) ? raw.get('Type') : undefined;
    if (!isMap(raw) || typeof type !== 'string') {
      skip(placeIn(id, ['Resources', id], []), 'it is no resource with a type', whole);
      return [];
    }
    for (const path of nullsIn(raw, 0))
      skip(placeIn(id, ['Resources', id, ...path], path), 'nothing stands there, which is refused', whole);
    const condition = raw.get('Condition');
    if (typeof condition === 'string' && resolver.condition(condition) === false) return [];
    const made = mapAt(raw, 'Metadata').get('aws:cdk:path');
    const construct = typeof made === 'string' ? made : null;
    const written = writtenOf(root, id, type, raw.get('Properties'));
    const surroundings = {
      placeOf(inside: Path): Place {
        const { resource, path, at } = written.locate(inside);
        return { ...placeIn(resource, at, path), construct };
      },
      unread: skip,
    };
    const properties = () => new View(resolver.resolve(written.properties), ['Properties'], surroundings);
    const dependsOn = namesIn(raw.get('DependsOn')).map(qualify);
    return [() => ({ id: qualify(id), type: written.type, properties: properties(), dependsOn })];
  });
}

type Path = readonly (string | number)[];

const namesIn = (value: Value | undefined): string[] =>
  [value].flat().filter((name): name is string => typeof name === 'string');

/** The paths at which a key has no value. */
function nullsIn(value: Value, depth: number): Path[] {
  if (value === null) return [[]];
  if (typeof value !== 'object' || depth > depthMax) return [];
  const inner: readonly (readonly [string | number, Value])[] = isMap(value)
    ? [...value]
    : Array.isArray(value)
      ? value.map((item: Value, index) => [index, item] as const)
      : [];
  return inner.flatMap(([key, one]) => nullsIn(one, depth + 1).map((path) => [key, ...path]));
}

const shown = (path: Path): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');
