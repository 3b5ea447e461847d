import { ConfigNode } from '../../parse/config-node.ts';
import { formatPath, type Path, type SkipLog } from '../../parse/create-node.ts';
import { isMap, type ParsedDocument, type Value, type ValueMap } from '../../parse/document.ts';
import type { SourceLocation } from '../../types.ts';
import { mapAt } from './resolve.ts';
import type { Resolver } from './resolver.ts';
import { expandResource, unsupportedTransforms } from './sam.ts';

export interface Resource {
  /** Unique among all templates of the run. */
  readonly id: string;
  /** The logical id. */
  readonly name: string;
  readonly type: string;
  readonly properties: ConfigNode;
  /** Explicit dependencies, in addition to references. */
  readonly dependsOn: readonly string[];
}

export interface TemplateFile {
  readonly file: string;
  readonly document: ParsedDocument;
}

export interface CollectContext {
  readonly resolver: Resolver;
  readonly qualify: (id: string) => string;
  readonly skipped: SkipLog;
}

const truncatedFix = 'Complete it. A truncated file looks like this, too.';
const depthMax = 100;

/** The resources of a template as factories: creating one may need exports of templates that are read later. */
export function collectResources(
  { file, document }: TemplateFile,
  root: ValueMap,
  context: CollectContext,
): (() => Resource)[] {
  const { resolver, qualify, skipped } = context;
  const locate = (resource: string, at: Path, path: Path = at): SourceLocation => {
    return { file, resource, path: formatPath(path), construct: null, line: document.lineOf(at) };
  };
  skipped.addProblems(file, document.problems);
  for (const name of unsupportedTransforms(root))
    skipped.add(locate('template', ['Transform']), `the changes that ${name} makes are not read`);

  return [...mapAt(root, 'Resources')].flatMap(([id, raw]) => {
    if (id.startsWith('Fn::')) {
      skipped.add(locate(id, ['Resources', id], []), 'the resources that it creates are not read');
      return [];
    }
    const type = isMap(raw) ? raw.get('Type') : undefined;
    if (!isMap(raw) || typeof type !== 'string') {
      skipped.add(locate(id, ['Resources', id], []), 'it is not a resource with a type', truncatedFix);
      return [];
    }
    for (const path of nullPaths(raw, 0))
      skipped.add(
        locate(id, ['Resources', id, ...path], path),
        'it has no value, which CloudFormation rejects',
        truncatedFix,
      );
    const condition = raw.get('Condition');
    if (typeof condition === 'string' && resolver.condition(condition) === false) return [];
    const cdkPath = mapAt(raw, 'Metadata').get('aws:cdk:path');
    const construct = typeof cdkPath === 'string' ? cdkPath : null;
    const expanded = expandResource(root, id, type, raw.get('Properties'));
    const nodeContext = {
      locate(inside: Path): SourceLocation {
        const { resource, path, at } = expanded.locate(inside);
        return { ...locate(resource, at, path), construct };
      },
      skip: (place: SourceLocation, reason: string) => skipped.add(place, reason),
    };
    const dependsOn = toNames(raw.get('DependsOn')).map(qualify);
    return [
      () => ({
        id: qualify(id),
        name: id,
        type: expanded.type,
        properties: new ConfigNode(resolver.resolve(expanded.properties), ['Properties'], nodeContext),
        dependsOn,
      }),
    ];
  });
}

const toNames = (value: Value | undefined): string[] =>
  [value].flat().filter((name): name is string => typeof name === 'string');

/** The paths of null values. */
function nullPaths(value: Value, depth: number): Path[] {
  if (value === null) return [[]];
  if (typeof value !== 'object' || depth > depthMax) return [];
  const inner: readonly (readonly [string | number, Value])[] = isMap(value)
    ? [...value]
    : Array.isArray(value)
      ? value.map((item: Value, index) => [index, item] as const)
      : [];
  return inner.flatMap(([key, one]) => nullPaths(one, depth + 1).map((path) => [key, ...path]));
}
