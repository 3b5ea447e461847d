import { ConfigNode } from '../../parse/config-node.ts';
import { isMap, type ParsedDocument, type Value, type ValueMap } from '../../parse/document.ts';
import type { SourceLocation } from '../../types.ts';
import { mapAt } from './resolve.ts';
import type { Resolver } from './resolver.ts';
import { expandResource, unsupportedTransforms } from './sam.ts';

export interface Resource {
  /** Unique among all templates of the run; the logical id is in its location. */
  readonly id: string;
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
  readonly skip: (place: SourceLocation, reason: string, fix?: string) => void;
}

const truncatedFix = 'Complete it. A truncated file looks like this, too.';
const depthMax = 100;

/** The resources of a template as factories: creating one may need exports of templates that are read later. */
export function collectResources(
  { file, document }: TemplateFile,
  root: ValueMap,
  context: CollectContext,
): (() => Resource)[] {
  const { resolver, qualify, skip } = context;
  const locate = (resource: string, at: Path, path: Path = at): SourceLocation => {
    return { file, resource, path: formatPath(path), construct: null, line: document.lineOf(at) };
  };
  for (const { line, reason } of document.problems)
    skip({ file, resource: 'template', path: `line ${line}`, construct: null, line }, reason);
  for (const name of unsupportedTransforms(root))
    skip(locate('template', ['Transform']), `the changes that ${name} makes are not read`);

  return [...mapAt(root, 'Resources')].flatMap(([id, raw]) => {
    if (id.startsWith('Fn::')) {
      skip(locate(id, ['Resources', id], []), 'the resources that it creates are not read');
      return [];
    }
    const type = isMap(raw) ? raw.get('Type') : undefined;
    if (!isMap(raw) || typeof type !== 'string') {
      skip(locate(id, ['Resources', id], []), 'it is not a resource with a type', truncatedFix);
      return [];
    }
    for (const path of nullPaths(raw, 0))
      skip(
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
      skip,
    };
    const properties = () =>
      new ConfigNode(resolver.resolve(expanded.properties), ['Properties'], nodeContext);
    const dependsOn = toNames(raw.get('DependsOn')).map(qualify);
    return [() => ({ id: qualify(id), type: expanded.type, properties: properties(), dependsOn })];
  });
}

type Path = readonly (string | number)[];

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

const formatPath = (path: Path): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');
